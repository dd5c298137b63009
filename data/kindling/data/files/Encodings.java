package kindling.data.files;

import java.nio.charset.Charset;
import java.nio.file.Path;
import kindling.data.DataException;

/** What names of files this process can hold: its locale decides when it starts. */
public final class Encodings {
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

  private Encodings() {}

  /**
   * Refuses the path of a local file whose name this process would turn into another one.
   *
   * @throws DataException that says what to do
   */
  public static void check(String path) {
    if (!NAMES.newEncoder().canEncode(path)) {
      throw new DataException(
          "expected a process that can open the file %s, found one whose encoding of names is %s"
                  .formatted(path, NAMES)
              + "; "
              + REMEDY);
    }
  }

  private static final String REMEDY =
      "start it under a UTF-8 locale: LC_ALL=C.UTF-8 in the environment of the driver, and"
          + " spark.executorEnv.LC_ALL=C.UTF-8 for the executors";

  /** What to say of a file whose name cannot be decoded. */
  static String undecodable(Path file) {
    String name = file.toUri().getRawPath();
    return NAMES.newEncoder().canEncode('\u00f1') && NAMES.name().startsWith("UTF")
        ? "%s (bytes as %%XX): expected a name in %s, found one that is not; rename the file"
                .formatted(name, NAMES)
            + " (convmv -f latin1 -t utf-8 does so for many)"
        : "%s (bytes as %%XX): expected a name that this process can decode, whose encoding of"
                .formatted(name)
            + " names is %s; ".formatted(NAMES)
            + REMEDY;
  }
}
