package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentCommandTest {
  @TempDir Path folder;

  private CommandLineRun augment(String... arguments) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, "data { format = shapes, shapes { training = 100, test = 20 } }\n");
    List<String> all = new ArrayList<>(List.of("augment", conf.toString()));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private BufferedImage picture(String... settings) throws IOException {
    Path out = folder.resolve("grid.png");
    List<String> all = new ArrayList<>(List.of("--out", out.toString(), "--examples", "3"));
    all.addAll(List.of("--epochs", "2", "--measurements", "0"));
    for (String setting : settings) {
      all.addAll(List.of("--set", setting));
    }
    CommandLineRun run = augment(all.toArray(String[]::new));
    assertThat(run.code()).as(run.remarks()).isZero();
    return ImageIO.read(out.toFile());
  }

  @Test
  void aPictureHasAColumnForEachViewAndChange() throws IOException {
    int plain = picture().getWidth();
    int cropped = picture("augmentation.crop-padding=4").getWidth();
    BufferedImage both =
        picture("augmentation.crop-padding=4", "augmentation.flip-probability=0.5");
    int column = both.getWidth() - cropped;
    assertThat(column).isEqualTo(96 + 6);
    assertThat(cropped - plain).isEqualTo(column + 18);
    assertThat(both.getHeight()).isGreaterThan(3 * 96);
    assertThat(picture("data.channels=1", "augmentation.color-jitter.brightness=0.5").getWidth())
        .isEqualTo(cropped);
  }

  @Test
  void costsArePrintedForEachChange() throws IOException {
    CommandLineRun run =
        augment(
            "--out",
            folder.resolve("grid.png").toString(),
            "--measurements",
            "1",
            "--set",
            "augmentation.crop-padding=2",
            "--set",
            "augmentation.mixup-alpha=0.2");
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.results().lines().skip(1).map(line -> line.split("  ")[0]))
        .containsExactly("as it is", "crop", "mixup", "all");
  }

  @Test
  void whatCannotBeDoneIsRefused() throws IOException {
    refused(augment("--examples", "0"), "expected --examples from 1");
    refused(augment("--out", folder.resolve("nowhere/grid.png").toString()), "--out: cannot write");
    refused(augment("--set", "augmentation.cutout=-1"), "augmentation.cutout: expected");
  }

  private static void refused(CommandLineRun run, String message) {
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.remarks()).contains(message).doesNotContain("\tat ");
  }
}
