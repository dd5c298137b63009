package kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import kindling.driver.fixtures.ImageFiles;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/use-ml.md shows is compiled and run as it stands there, but for the folders. */
class UseMlDocumentTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final int LINES_AT_MOST = 30;

  private static final String CLASS =
      """
      import static org.apache.spark.sql.functions.*;
      import java.nio.file.*;
      import kindling.driver.ml.*;
      import org.apache.spark.ml.*;
      import org.apache.spark.ml.classification.*;
      import org.apache.spark.ml.evaluation.*;
      import org.apache.spark.ml.feature.*;
      import org.apache.spark.sql.*;

      public class Walk {
        public static long run(SparkSession spark) throws Exception {
          %s
          return both.transform(parts[1]).count();
        }
      }
      """;

  @TempDir static Path folder;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    ImageFiles.write(folder.resolve("images"), 16, "aster", "rose");
    spark = Frames.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void theWalkRunsAsWritten() throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher found = JAVA.matcher(Files.readString(Path.of("docs/use-ml.md")));
    while (found.find()) {
      blocks.add(found.group(1));
    }
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(0).lines()).hasSizeLessThanOrEqualTo(LINES_AT_MOST);
    String code =
        String.join("\n", blocks)
            .replace("/data/flowers", folder.resolve("images/train").toString())
            .replace("/models/flowers", folder.resolve("model").toString())
            .replace("/predictions/flowers", folder.resolve("predictions").toString())
            .replace(
                "\"/runs/flowers\"",
                "Files.list(Path.of(\""
                    + folder
                    + "/model/stages\"))"
                    + ".filter(stage -> stage.toString().contains(\"KindlingModel\"))"
                    + ".findFirst().get().toString()");
    long rows =
        (long)
            compiled(String.format(Locale.ROOT, CLASS, code))
                .getMethod("run", SparkSession.class)
                .invoke(null, spark);
    assertThat(rows).isPositive();
    assertThat(
            spark
                .read()
                .parquet(folder.resolve("predictions").toString())
                .filter("predicted IN ('aster', 'rose') AND probability IS NOT NULL")
                .count())
        .isEqualTo(rows);
  }

  private static Class<?> compiled(String source) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(classes.resolve("Walk.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean fine =
          compiler
              .getTask(
                  problems,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(fine).describedAs(problems.toString()).isTrue();
    }
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, UseMlDocumentTest.class.getClassLoader());
    return loader.loadClass("Walk");
  }
}
