package kindling.driver;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows the event log that Spark is still writing, of which it lets go whenever a job starts or a
 * stage ends: whether workers take their steps now.
 */
final class RoundsUnderWay {
  private final Path folder;
  private long position;
  private String unfinished = "";
  private int begun;
  private boolean steps;

  RoundsUnderWay(Path folder) {
    this.folder = folder;
  }

  /** How many rounds have begun so far, the one whose steps are taken now among them. */
  int begun() throws IOException {
    read();
    return begun;
  }

  /** Whether a round has begun whose first stage, the workers' steps, has not ended. */
  boolean steps() throws IOException {
    read();
    return steps;
  }

  private void read() throws IOException {
    Optional<Path> log;
    try (Stream<Path> files = Files.list(folder)) {
      log = files.findFirst();
    }
    if (log.isEmpty()) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.get().toFile(), "r")) {
      byte[] more = new byte[Math.toIntExact(file.length() - position)];
      file.seek(position);
      file.readFully(more);
      position += more.length;
      String[] lines = (unfinished + new String(more, StandardCharsets.UTF_8)).split("\n", -1);
      for (int i = 0; i < lines.length - 1; i++) {
        take(lines[i]);
      }
      unfinished = lines[lines.length - 1];
    }
  }

  private void take(String line) {
    if (line.startsWith("{\"Event\":\"SparkListenerJobStart\"")
        && line.contains("\"kindling.round\"")) {
      begun++;
      steps = true;
    } else if (line.startsWith("{\"Event\":\"SparkListenerStageCompleted\"")) {
      steps = false;
    }
  }
}
