package kindling.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files and folders of a directory or a zip file, by their paths below its root, in which "/"
 * separates names.
 */
record FileTree(List<Found> files, SortedSet<String> folders) {
  private static final char SLASH = '/';

  /**
   * One file.
   *
   * @param path below the root of the tree
   * @param file the Hadoop path of the file that holds it
   * @param entry its zip entry name, or empty
   */
  record Found(String path, String file, String entry) {
    Found at(String newPath) {
      return new Found(newPath, file, entry);
    }
  }

  /** Names that tools leave behind and nobody means: hidden ones, and a Mac's resource forks. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** The first names of all paths. */
  SortedSet<String> tops() {
    SortedSet<String> tops = new TreeSet<>();
    files.forEach(found -> tops.add(head(found.path())));
    folders.forEach(folder -> tops.add(head(folder)));
    return tops;
  }

  /** The tree below one folder at its top. */
  FileTree below(String top) {
    String prefix = top + SLASH;
    List<Found> inside = new ArrayList<>();
    for (Found found : files) {
      if (found.path().startsWith(prefix)) {
        inside.add(found.at(found.path().substring(prefix.length())));
      }
    }
    SortedSet<String> foldersInside = new TreeSet<>();
    for (String folder : folders) {
      if (folder.startsWith(prefix)) {
        foldersInside.add(folder.substring(prefix.length()));
      }
    }
    return new FileTree(inside, foldersInside);
  }

  /**
   * The tree without the folders that everything lies in, as long as two more names follow: a class
   * and a file.
   */
  FileTree stripped() {
    SortedSet<String> tops = tops();
    boolean common = tops.size() == 1 && !files.isEmpty();
    boolean deep = files.stream().allMatch(found -> depth(found.path()) >= 3);
    return common && deep ? below(tops.first()).stripped() : this;
  }

  /** The names of the folders at its top. */
  SortedSet<String> topFolders() {
    SortedSet<String> names = new TreeSet<>();
    folders.forEach(folder -> names.add(head(folder)));
    for (Found found : files) {
      if (depth(found.path()) > 1) {
        names.add(head(found.path()));
      }
    }
    return names;
  }

  private static String head(String path) {
    int slash = path.indexOf(SLASH);
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == SLASH).count() + 1;
  }
}
