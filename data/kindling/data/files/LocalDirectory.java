package kindling.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import kindling.data.Encodings;

/**
 * Lists a directory of this machine. Hadoop's own listing passes over what it cannot look at: links
 * to nothing, and names that this process cannot decode.
 */
final class LocalDirectory {
  private final Path root;
  private final Directory.Builder found = new Directory.Builder();

  private LocalDirectory(Path root) {
    this.root = root;
  }

  static Directory read(Path folder, Path root) throws IOException {
    LocalDirectory directory = new LocalDirectory(root.toRealPath());
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        directory.add(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return directory.found.build();
  }

  private void add(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    if (!isDecoded(entry, name)) {
      found.problem(Encodings.undecodable(entry));
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (NameKind.of(name) == NameKind.HIDDEN) {
      found.hidden(name, attributes.isDirectory() ? count(entry) : 1);
    } else if (attributes.isSymbolicLink()) {
      link(entry, name);
    } else if (attributes.isDirectory()) {
      found.folders.add(name);
    } else {
      file(entry, name, attributes.isRegularFile());
    }
  }

  /** Whether the name leads back to the file: an encoding may have lost some of it. */
  private static boolean isDecoded(Path entry, String name) {
    try {
      return entry.resolveSibling(name).equals(entry);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void link(Path entry, String name) throws IOException {
    if (!Files.exists(entry)) {
      (NameKind.of(name) == NameKind.IMAGE ? found.images : found.others).add(name);
      return;
    }
    Path real = entry.toRealPath();
    if (Files.isDirectory(real)) {
      found.links.put(name, real.toString());
      return;
    }
    if (!real.startsWith(root)) {
      found.linkOut();
    }
    file(entry, name, Files.isRegularFile(real));
  }

  /** Not regular: a pipe or a device, on whose bytes a reader would wait. */
  private void file(Path entry, String name, boolean regular) throws IOException {
    NameKind kind = NameKind.of(name);
    boolean image =
        regular
            && (kind == NameKind.IMAGE
                || kind == NameKind.UNKNOWN && Files.isReadable(entry) && isImage(entry));
    (image ? found.images : found.others).add(name);
  }

  private static boolean isImage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Signature.isImage(in);
    }
  }

  private static int count(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return Math.toIntExact(
          all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).count());
    }
  }
}
