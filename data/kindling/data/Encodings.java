package kindling.data;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;

/** What names of files this process can hold: its locale decides when it starts. */
public final class Encodings {
  private static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

  private static final String REMEDY =
      "start it under a UTF-8 locale: LC_ALL=C.UTF-8 in the environment of the driver, and"
          + " spark.executorEnv.LC_ALL=C.UTF-8 for the executors";

  private Encodings() {}

  /** Why this process cannot open a local file of this name; empty where it can. */
  public static String problem(String path) {
    return NAMES.newEncoder().canEncode(path)
        ? ""
        : String.format(
            Locale.ROOT,
            "expected a process that can open the file %s, found one whose encoding of names is %s; %s",
            path,
            NAMES,
            REMEDY);
  }

  /** What to say of a file whose name cannot be decoded. */
  public static String undecodable(Path file) {
    String name = file.toUri().getRawPath();
    return NAMES.name().startsWith("UTF")
        ? String.format(
            Locale.ROOT,
            "%s (bytes as %%XX): expected a name in %s, found one that is not; rename the file"
                + " (convmv -f latin1 -t utf-8 does so for many)",
            name,
            NAMES)
        : String.format(
            Locale.ROOT,
            "%s (bytes as %%XX): expected a name that this process can decode, whose encoding of"
                + " names is %s; %s",
            name,
            NAMES,
            REMEDY);
  }
}
