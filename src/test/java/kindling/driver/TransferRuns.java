package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Safetensors;

/** Whole runs from weights of generated images with ten classes to noise of two others. */
final class TransferRuns {
  private static final String CONF =
      """
      architecture = resnet8
      optimizer { weight-decay = 1e-2 }
      schedule { rate = 0.05 }
      epochs = 2
      batch-size = 8
      steps-per-round = 2
      """;

  private final Path folder;

  private TransferRuns(Path folder) {
    this.folder = folder;
  }

  /** Pretrains the run {@code source} in a folder and puts the other images beside it. */
  static TransferRuns in(Path folder) throws IOException {
    TransferRuns runs = new TransferRuns(folder);
    runs.pretrain("source");
    Random random = new Random(1);
    for (String split : List.of("train", "test")) {
      for (String name : List.of("cat", "dog")) {
        for (int i = 0; i < 15; i++) {
          image(folder.resolve("data").resolve(split).resolve(name).resolve(i + ".png"), random);
        }
      }
    }
    return runs;
  }

  /** A run on generated images that transfers may begin from. */
  void pretrain(String name, String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of("data.format=shapes", "data.shapes.training=100"));
    all.add("data.shapes.test=40");
    all.addAll(List.of(settings));
    CommandLineRun run = train(name, all);
    assertThat(run.code()).as(run.remarks()).isZero();
  }

  /** A run from {@code source} to the other images that ends well. */
  CommandLineRun transfer(String name, String... settings) throws IOException {
    CommandLineRun run = run(name, settings);
    assertThat(run.code()).as(run.remarks()).isZero();
    return run;
  }

  /** A run from {@code source} to the other images, however it ends. */
  CommandLineRun run(String name, String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of("data.path=" + path("data")));
    all.addAll(List.of("data.examples-per-class=12", "init.from=" + path("source")));
    all.addAll(List.of(settings));
    return train(name, all);
  }

  private CommandLineRun train(String name, List<String> settings) throws IOException {
    Path conf = path("test.conf");
    Files.writeString(conf, CONF);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--set", "run.dir=" + path(name)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The final weights of a run. */
  Map<String, NamedTensor> weights(String run) throws IOException {
    Path file = path(run).resolve("final.safetensors");
    try (var in = Files.newInputStream(file)) {
      return Safetensors.read(in, Files.size(file));
    }
  }

  /** The values of a tensor after a run. */
  float[] values(String run, String tensor) throws IOException {
    return weights(run).get(tensor).values();
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
