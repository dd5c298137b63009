package kindling.data.files;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.fs.Path;

/** The kinds of archives that are read in place, told by a file's ending in any case. */
public enum ArchiveFormat {
  ZIP(List.of(".zip")) {
    @Override
    Archive open(Storage storage, Path path, DataLimits limits) throws IOException {
      return ZipArchive.open(storage, path);
    }
  },
  TAR(List.of(".tar", ".tar.gz", ".tgz")) {
    @Override
    Archive open(Storage storage, Path path, DataLimits limits) throws IOException {
      return TarArchive.open(storage, path, limits);
    }
  };

  /** Those of archives of other kinds. */
  private static final List<String> UNREAD =
      List.of(".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst");

  private final List<String> endings;

  ArchiveFormat(List<String> endings) {
    this.endings = endings;
  }

  /** Whether a file's name is an archive's. */
  public static boolean isArchive(String name) {
    return ending(name).isPresent();
  }

  /** Whether a file's name is an archive's of any kind, those that are never read among them. */
  static boolean isPacked(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return isArchive(name) || UNREAD.stream().anyMatch(lower::endsWith);
  }

  /** An archive's name without its ending. */
  public static String stem(String name) {
    return name.substring(0, name.length() - ending(name).map(String::length).orElse(0));
  }

  /** The endings, for people. */
  public static String all() {
    return String.join(", ", Stream.of(values()).flatMap(kind -> kind.endings.stream()).toList());
  }

  private static Optional<String> ending(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .flatMap(kind -> kind.endings.stream())
        .filter(lower::endsWith)
        .findFirst();
  }

  /**
   * Opens an archive.
   *
   * @throws DataException if it is none of its kind, or a damaged one
   */
  static Archive of(Storage storage, Path path, DataLimits limits) throws IOException {
    String lower = path.getName().toLowerCase(Locale.ROOT);
    for (ArchiveFormat kind : values()) {
      if (kind.endings.stream().anyMatch(lower::endsWith)) {
        return kind.open(storage, path, limits);
      }
    }
    throw new DataException(path + ": expected an archive (" + all() + ")");
  }

  abstract Archive open(Storage storage, Path path, DataLimits limits) throws IOException;

  /** What to say of a file that is not what its name says. */
  static DataException damaged(Path path, String kind, Exception why) {
    return new DataException(
        path
            + ": expected a "
            + kind
            + " file, found one that is empty, cut off or something else ("
            + why.getMessage()
            + "); copy it again",
        why);
  }
}
