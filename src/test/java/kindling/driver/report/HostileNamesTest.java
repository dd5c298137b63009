package kindling.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes are named by folders that anybody made: in a report their names are text. */
class HostileNamesTest {
  private static final String TAG = "<img src=x onerror=document.title='hostile'>";
  private static final String BREAKOUT = "\"'}]-->&lt;b&gt;\\u003c";
  private static final String SCRIPT = "<script>document.title='hostile'<!--";

  @TempDir Path folder;

  @Test
  void namesOfClassesAreTextInTheReport() throws Exception {
    ImageFiles.write(folder.resolve("data"), 6, TAG, BREAKOUT, SCRIPT);
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, "architecture = mlp-8\nbatch-size = 4\nepochs = 1");
    Path run = folder.resolve("run");
    CommandLineRun trained =
        CommandLine.of("train", conf)
            .in(run)
            .local(2)
            .set("data.path=" + folder.resolve("data"))
            .run();
    assertThat(trained.code()).as(trained.remarks()).isZero();
    assertThat(run.resolve("report.html"))
        .content()
        .contains("&lt;img src=x")
        .doesNotContain(TAG, SCRIPT);
    assertThat(run.resolve("README.md"))
        .content()
        .contains("&lt;img src=x", "&lt;script&gt;")
        .doesNotContain(TAG, SCRIPT);
    assertThat(Browser.opened(run.resolve("report.html"), folder))
        .doesNotContain("<title>hostile</title>")
        .contains("&lt;img src=x onerror=document.title='hostile'&gt;");
  }
}
