package kindling.data.source;

import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import kindling.data.DataException;
import kindling.data.DataLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process without a UTF-8 locale, as cron and systemd start them, refuses what it cannot name.
 */
class PlainLocaleTest {
  @TempDir Path root;

  /** Prints why a folder is refused, or how many images it has. */
  static final class Lists {
    private Lists() {}

    public static void main(String[] arguments) throws IOException {
      try {
        if (arguments[0].equals("read")) {
          // The path of a worker whose driver has the locale that it lacks.
          ImageFile.read(
              Datasets.STORAGE,
              new org.apache.hadoop.fs.Path("file:" + arguments[1] + "/\u00f1and\u00fa/0.png"),
              DataLimits.DEFAULT);
        }
        Catalog catalog = Datasets.catalog(Path.of(arguments[1]));
        System.out.println("listed " + catalog.classes());
      } catch (DataException | kindling.data.BadImageException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  @BeforeEach
  void classes() {
    assumeThat(System.getProperty("sun.jnu.encoding")).startsWith("UTF");
    writeClass(root.resolve("gato"), 3);
    writeClass(root.resolve("perro"), 3);
    writeClass(root.resolve("ñandú"), 3);
    write(root.resolve("perro/año.png"), new byte[3]);
  }

  private String said(String task, String locale) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Lists.class.getName(),
            task,
            root.toString());
    builder.environment().keySet().removeAll(List.of("LANG", "LC_CTYPE", "LC_ALL"));
    builder.environment().put("LC_ALL", locale);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void namesThatCannotBeDecodedAreRefusedWithTheRemedy() throws IOException {
    assertThat(said("list", "POSIX"))
        .startsWith("refused")
        .contains("%C3%B1and%C3%BA", "LC_ALL=C.UTF-8");
    assertThat(said("list", "C.UTF-8")).startsWith("listed [gato, perro");
  }

  @Test
  void namesThatAWorkerCannotHoldAreRefusedWithTheRemedy() throws IOException {
    assertThat(said("read", "POSIX"))
        .startsWith("refused expected a process that can open the file")
        .contains("spark.executorEnv.LC_ALL=C.UTF-8");
  }
}
