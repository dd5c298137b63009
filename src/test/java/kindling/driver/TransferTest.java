package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import kindling.model.NamedTensor;
import kindling.model.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfer learning through whole runs, from generated images of ten classes to two others. */
class TransferTest {
  private static final String CONF =
      """
      architecture = resnet8
      optimizer { weight-decay = 1e-2 }
      schedule { rate = 0.05 }
      epochs = 2
      batch-size = 8
      steps-per-round = 2
      """;

  @TempDir Path folder;

  @BeforeEach
  void pretrain() throws IOException {
    CommandLineRun run =
        train("source", "data.format=shapes", "data.shapes.training=100", "data.shapes.test=40");
    assertThat(run.code()).as(run.remarks()).isZero();
    Random random = new Random(1);
    for (String split : List.of("train", "test")) {
      for (String name : List.of("cat", "dog")) {
        for (int i = 0; i < 15; i++) {
          image(folder.resolve("data").resolve(split).resolve(name).resolve(i + ".png"), random);
        }
      }
    }
  }

  @Test
  void aFrozenBackboneStaysToTheBitAndFeaturesOnceGiveTheSameHead() throws IOException {
    CommandLineRun once = transfer("once", "transfer=head");
    CommandLineRun never = transfer("never", "transfer=head", "features.once=never");
    assertThat(once.remarks())
        .contains("head linear: new, from the seed: 2 classes instead of the source's 10")
        .contains("computed 64 features of 30 images")
        .contains("normalization: that of the run in init.from");
    assertThat(never.remarks()).doesNotContain("computed 64 features");
    Map<String, NamedTensor> source = weights("source");
    Map<String, NamedTensor> fast = weights("once");
    Map<String, NamedTensor> slow = weights("never");
    assertThat(fast.keySet()).isEqualTo(source.keySet());
    for (String name : source.keySet()) {
      if (name.startsWith("linear.")) {
        assertThat(slow.get(name).values()).containsExactly(fast.get(name).values(), within(1e-5f));
      } else {
        assertThat(fast.get(name).values()).as(name).isEqualTo(source.get(name).values());
        assertThat(slow.get(name).values()).as(name).isEqualTo(source.get(name).values());
      }
    }
  }

  @Test
  void fineTuningUnfreezesFromTheHeadDownAndResumesToTheSameBits() throws IOException {
    String[] settings = {
      "transfer=fine-tune", "fine-tune.head-epochs=1", "fine-tune.unfreeze-every=1"
    };
    CommandLineRun run = transfer("tuned", settings);
    assertThat(run.remarks()).contains("training those of layer3.0.conv1, linear");
    Map<String, NamedTensor> source = weights("source");
    Map<String, NamedTensor> tuned = weights("tuned");
    assertThat(tuned.get("layer2.0.bn1.running_mean").values())
        .isEqualTo(source.get("layer2.0.bn1.running_mean").values());
    assertThat(tuned.get("layer3.0.conv1.weight").values())
        .isNotEqualTo(source.get("layer3.0.conv1.weight").values());

    byte[] undisturbed = Files.readAllBytes(folder.resolve("tuned/final.safetensors"));
    Files.delete(folder.resolve("tuned/checkpoints/epoch-0002/provenance.json"));
    Files.delete(folder.resolve("tuned/result.json"));
    List<String> again = new ArrayList<>(List.of(settings));
    again.add("resume=auto");
    assertThat(transfer("tuned", again.toArray(String[]::new)).remarks())
        .contains("going on from epoch-0001");
    assertThat(Files.readAllBytes(folder.resolve("tuned/final.safetensors")))
        .isEqualTo(undisturbed);
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatToSet() throws IOException {
    refused("set data.channels = 3", "data.channels=1");
    refused("set architecture = resnet8", "architecture=resnet14");
    refused("there is nothing", "init.from=" + folder.resolve("nowhere"));
  }

  private void refused(String advice, String setting) throws IOException {
    CommandLineRun run = run("refused", setting);
    assertThat(run.remarks()).contains("init.from: ", advice).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
  }

  private CommandLineRun transfer(String name, String... settings) throws IOException {
    CommandLineRun run = run(name, settings);
    assertThat(run.code()).as(run.remarks()).isZero();
    return run;
  }

  private CommandLineRun run(String name, String... settings) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.path=" + folder.resolve("data"),
                "data.examples-per-class=12",
                "init.from=" + folder.resolve("source")));
    all.addAll(List.of(settings));
    return train(name, all.toArray(String[]::new));
  }

  private CommandLineRun train(String name, String... settings) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--set", "run.dir=" + folder.resolve(name)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private Map<String, NamedTensor> weights(String run) throws IOException {
    Path file = folder.resolve(run).resolve("final.safetensors");
    try (var in = Files.newInputStream(file)) {
      return Safetensors.read(in, Files.size(file));
    }
  }

  private static void image(Path file, Random random) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < 32 * 32; pixel++) {
      image.setRGB(pixel % 32, pixel / 32, random.nextInt(0x1000000));
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
