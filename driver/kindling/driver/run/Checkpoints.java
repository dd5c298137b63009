package kindling.driver.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The checkpoints of a run folder, by their names alone. */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("epoch-(\\d{4,9})(?:-round-(\\d{5,9}))?");

  private static final Comparator<Path> BY_PROGRESS =
      Comparator.<Path>comparingInt(checkpoint -> number(checkpoint, 1))
          .thenComparingInt(checkpoint -> number(checkpoint, 2));

  private Checkpoints() {}

  /**
   * Those that there are, whole or not, the newest first.
   *
   * @param root the run folder
   */
  static List<Path> newestFirst(Path root, Storage storage) throws IOException {
    return all(root, storage).stream()
        .filter(path -> NAME.matcher(path.getName()).matches())
        .sorted(BY_PROGRESS.reversed())
        .toList();
  }

  /** What lies beside them under other names, but for what is being written. */
  static List<Path> unknown(Path root, Storage storage) throws IOException {
    return all(root, storage).stream()
        .filter(path -> !path.getName().startsWith("."))
        .filter(path -> !NAME.matcher(path.getName()).matches())
        .sorted()
        .toList();
  }

  private static List<Path> all(Path root, Storage storage) throws IOException {
    Path folder = new Path(root, "checkpoints");
    List<Path> found = new ArrayList<>();
    if (storage.exists(folder)) {
      for (FileStatus status : storage.fileSystem(folder).listStatus(folder)) {
        found.add(status.getPath());
      }
    }
    return found;
  }

  /** A number in a checkpoint's name: 1 for its epoch, 2 for its round. */
  private static int number(Path checkpoint, int group) {
    Matcher matcher = NAME.matcher(checkpoint.getName());
    return matcher.matches() && matcher.group(group) != null
        ? Integer.parseInt(matcher.group(group))
        : 0;
  }
}
