package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The range test as a user meets it, in local mode. */
class FindRateCommandTest {
  @TempDir Path folder;

  private CommandLineRun findRate(String... more) throws IOException {
    Path file = folder.resolve("test.conf");
    Files.writeString(
        file,
        """
        data { format = shapes, shapes { training = 200, test = 20 } }
        architecture = resnet8
        batch-size = 10
        steps-per-round = 2
        """);
    String[] arguments = new String[more.length + 6];
    System.arraycopy(
        new String[] {
          "find-rate",
          file.toString(),
          "--master",
          "local[2]",
          "--out",
          folder.resolve("rates.png").toString()
        },
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return CommandLineRun.of(arguments);
  }

  @Test
  void ratesRiseUntilTheLossDiverges() throws IOException {
    CommandLineRun run = findRate("--from", "0.001", "--to", "1e6", "--rounds", "20");

    assertThat(run.code()).as(run.remarks()).isZero();
    List<Double> rates =
        run.results()
            .lines()
            .filter(line -> line.matches(" +\\d\\S* +\\d.*"))
            .map(line -> Double.valueOf(line.trim().split(" +")[0]))
            .toList();
    assertThat(rates).hasSizeBetween(3, 19).isSorted();
    assertThat(rates.get(1) / rates.get(0)).isCloseTo(Math.pow(1e9, 1 / 20.0), within(0.02));
    assertThat(run.results()).contains("try schedule.rate = ");
    BufferedImage picture = ImageIO.read(folder.resolve("rates.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(900);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("test.conf", "rates.png");
    }
  }

  @Test
  void wrongRangesAreRefusedTogether() throws IOException {
    CommandLineRun run = findRate("--from", "1", "--to", "0.1", "--rounds", "1");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks()).contains("2 problems", "--from, --to", "--rounds");
  }
}
