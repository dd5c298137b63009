package kindling.data.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lists a directory with all that is below it, level by level, on the driver. Links to folders are
 * followed, but never back to where they are: what a link leads to is entered from each link above
 * it once, and from links inside of what links lead to only where no other has been there.
 */
public final class DirectoryTree {
  /**
   * What was found.
   *
   * @param followed links that lead out of the root, a line for people each
   * @param notFollowed links that lead back, the same
   * @param linksOut files that are links to files outside the root
   */
  public record Walked(
      FileTree tree, List<String> followed, List<String> notFollowed, int linksOut) {}

  /**
   * A directory to list.
   *
   * @param into the folder that it lies in; null for the root
   * @param real its own path without links; empty where there are none
   * @param above folders from which links led to it
   */
  private record Visit(Node into, String name, String path, String real, List<String> above) {}

  /** A directory that is listed. */
  private record Node(Visit visit, Directory found, SortedMap<String, Node> below) {}

  private final DataLimits limits;
  private final String rootReal;
  private final Set<String> entered = new HashSet<>();
  private final List<String> followed = new ArrayList<>();
  private final List<String> notFollowed = new ArrayList<>();
  private int linksOut;

  private DirectoryTree(DataLimits limits, String rootReal) {
    this.limits = limits;
    this.rootReal = rootReal;
  }

  /**
   * Lists a directory.
   *
   * @param root a qualified path
   * @throws DataException where one of its folders holds more folders than there may be classes,
   *     before these are opened; or a name that cannot be decoded
   */
  public static Walked of(Storage storage, Path root, DataLimits limits, Directories directories)
      throws IOException {
    String real =
        storage.fileSystem(root) instanceof LocalFileSystem local
            ? local.pathToFile(root).toPath().toRealPath().toString()
            : "";
    DirectoryTree tree = new DirectoryTree(limits, real);
    return tree.walked(new DirectoryReader(storage, root.toString()), directories);
  }

  private Walked walked(DirectoryReader reader, Directories directories) throws IOException {
    Node root = null;
    List<Visit> level = List.of(new Visit(null, "", reader.root(), rootReal, List.of()));
    while (!level.isEmpty()) {
      List<Directory> found = directories.list(reader, level.stream().map(Visit::path).toList());
      List<Visit> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i++) {
        Visit visit = level.get(i);
        Node node = new Node(visit, found.get(i), new TreeMap<>());
        if (visit.into == null) {
          root = node;
        } else {
          visit.into.below.put(visit.name, node);
        }
        next.addAll(below(node));
      }
      level = next;
    }
    return new Walked(tree(root), followed, notFollowed, linksOut);
  }

  private List<Visit> below(Node node) {
    Directory found = node.found;
    if (!found.problem().isEmpty()) {
      throw new DataException(found.problem());
    }
    linksOut += found.linksOut();
    limits.checkClasses(found.folders().size() + found.links().size(), node.visit.path);
    List<Visit> next = new ArrayList<>();
    String real = node.visit.real;
    for (String name : found.folders()) {
      String below = real.isEmpty() ? "" : join(real, name);
      next.add(new Visit(node, name, join(node.visit.path, name), below, node.visit.above));
    }
    found.links().forEach((name, target) -> follow(node, name, target, next));
    return next;
  }

  private static String join(String folder, String name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  private void follow(Node node, String name, String real, List<Visit> next) {
    Visit from = node.visit;
    String path = join(from.path, name);
    String shown = path + " -> " + real;
    boolean back =
        Stream.concat(Stream.of(from.real), from.above.stream())
            .anyMatch(folder -> isWithin(folder, real));
    boolean again = !from.above.isEmpty() && (entered.contains(real) || isWithin(real, rootReal));
    if (back || again) {
      notFollowed.add(shown);
      return;
    }
    entered.add(real);
    if (!isWithin(real, rootReal)) {
      followed.add(shown);
    }
    List<String> above = new ArrayList<>(from.above);
    above.add(from.real);
    next.add(new Visit(node, name, path, real, above));
  }

  private static boolean isWithin(String path, String folder) {
    return path.equals(folder) || path.startsWith(join(folder, ""));
  }

  private static FileTree tree(Node node) {
    SortedMap<String, FileTree> folders = new TreeMap<>();
    node.below.forEach((name, below) -> folders.put(name, tree(below)));
    Directory found = node.found;
    return new FileTree(
        node.visit.path,
        null,
        node.visit.real,
        found.images(),
        found.others(),
        found.hidden(),
        found.firstHidden(),
        0,
        0,
        folders);
  }
}
