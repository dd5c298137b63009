package kindling.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.files.Archive.Entry;
import kindling.data.files.Archive.Kind;
import org.apache.hadoop.fs.Path;

/** Lists archives as trees, in which "/" separates names, whatever the archive writes. */
public final class ArchiveTree {
  private ArchiveTree() {}

  /**
   * Lists an archive, on the driver.
   *
   * @throws DataException where the file is no archive, is damaged, or an entry's name leads out of
   *     it
   */
  public static FileTree of(Storage storage, Path path, DataLimits limits) throws IOException {
    try (Archive archive = ArchiveFormat.of(storage, path, limits)) {
      List<Entry> entries = archive.entries();
      Map<String, Integer> positions = positions(entries);
      TreeBuilder root = new TreeBuilder(path.toString(), "");
      for (int i = 0; i < entries.size(); i++) {
        String name = entries.get(i).name();
        if (leadsOut(name)) {
          throw new DataException(
              path + ": expected entries below the archive's root, found '" + name + "'");
        }
        add(archive, i, positions.get(normal(name)) == i, root);
      }
      return root.build();
    }
  }

  /** Where each entry is in the list; of several of one name, the first. */
  static Map<String, Integer> positions(List<Entry> entries) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      positions.putIfAbsent(normal(entries.get(i).name()), i);
    }
    return positions;
  }

  private static String[] parts(String name) {
    return Arrays.stream(name.split("[/\\\\]"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toArray(String[]::new);
  }

  private static String normal(String name) {
    return String.join("/", parts(name));
  }

  private static void add(Archive archive, int position, boolean first, TreeBuilder root)
      throws IOException {
    Entry entry = archive.entries().get(position);
    String[] parts = parts(entry.name());
    TreeBuilder folder = root;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (NameKind.of(parts[i]) == NameKind.HIDDEN) {
        if (entry.kind() != Kind.FOLDER) {
          folder.hidden(parts[i]);
        }
        return;
      }
      if (!last || entry.kind() == Kind.FOLDER) {
        folder = folder.folder(parts[i]);
      } else if (!first) {
        folder.repeated();
      } else if (entry.kind() == Kind.SPECIAL) {
        folder.special();
      } else if (isImage(archive, position, parts[i])) {
        folder.image(parts[i]);
      } else {
        folder.other(parts[i]);
      }
    }
  }

  private static boolean isImage(Archive archive, int position, String name) throws IOException {
    NameKind kind = NameKind.of(name);
    if (kind != NameKind.UNKNOWN) {
      return kind == NameKind.IMAGE;
    }
    try (InputStream in = archive.open(position)) {
      return Signature.isImage(in);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (BadImageException | IOException | RuntimeException e) {
      // A damaged entry: nothing says that it is an image.
      return false;
    }
  }

  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || name.startsWith("\\")
        || name.matches("[A-Za-z]:.*")
        || Arrays.asList(name.split("[/\\\\]")).contains("..");
  }
}
