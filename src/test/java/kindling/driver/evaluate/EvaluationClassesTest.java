package kindling.driver.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's weights on data whose classes are others, fewer, or in another order. */
class EvaluationClassesTest {
  private static final String CONF =
      """
      architecture = mlp-16
      schedule { rate = 0.1 }
      epochs = 2
      batch-size = 8
      workers = 1
      """;

  @TempDir Path folder;
  private Path run;

  /** Pictures of one channel alone, of which a small network can tell. */
  private static void classes(Path root, List<String> names, List<Integer> colours)
      throws IOException {
    for (int k = 0; k < names.size(); k++) {
      Path at = Files.createDirectories(root.resolve(names.get(k)));
      for (int i = 0; i < 20; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
          image.setRGB(p % 8, p / 8, (colours.get(k) & 0xF8F8F8) | (p * (i + 1) % 8) * 0x010101);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        Files.write(at.resolve(i + ".png"), png.toByteArray());
      }
    }
  }

  @BeforeEach
  void train() throws IOException {
    Path conf = Files.writeString(folder.resolve("test.conf"), CONF);
    run = folder.resolve("run");
    classes(folder.resolve("pets"), List.of("cat", "dog", "emu"), List.of(0xF00000, 0xF000, 0xF0));
    CommandLineRun training =
        CommandLineRun.of(
            "train",
            conf.toString(),
            "--master",
            "local[1]",
            "--json",
            "--set",
            "run.dir=" + run,
            "--set",
            "data.path=" + folder.resolve("pets"));
    assertThat(training.code()).as(training.remarks()).isZero();
    assertThat(training.json().get("test_accuracy").asDouble()).isEqualTo(1);
    assertThat(run.resolve("data.json")).content().contains("\"emu\"", "\"split\" : \"training\"");
  }

  private CommandLineRun evaluate(String weights, Path data, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", "--master", "local[1]", "--json", weights));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void classesAreMatchedByNameAndOthersRefused() throws IOException {
    Path fewer = folder.resolve("fewer");
    classes(fewer, List.of("dog", "emu"), List.of(0xF000, 0xF0));
    CommandLineRun part = evaluate(run.toString(), fewer);
    assertThat(part.code()).as(part.remarks()).isZero();
    assertThat(part.json().get("test_accuracy").asDouble()).isEqualTo(1);
    assertThat(part.remarks()).contains("no examples of 1 of the weights' 3 classes: cat");

    CommandLineRun file =
        evaluate(run.resolve("final.safetensors").toString(), fewer, "--architecture", "mlp-16");
    assertThat(file.code()).as(file.remarks()).isZero();
    assertThat(file.json().get("test_accuracy").asDouble()).isEqualTo(1);

    Path other = folder.resolve("other");
    classes(other, List.of("dog", "emu", "zebra"), List.of(0xF000, 0xF0, 0xF00000));
    CommandLineRun refused = evaluate(run.toString(), other);
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks())
        .contains("trained on, cat, dog, emu", "found zebra", "without data are cat");
  }

  @Test
  void weightsForOtherChannelsNameTheKey() {
    CommandLineRun refused =
        evaluate(run.toString(), folder.resolve("pets"), "--set", "data.channels=1");
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks()).contains("set data.channels = 3");
  }
}
