package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import kindling.model.weights.Safetensors;
import kindling.model.weights.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Weights of the families named after torchvision's load strictly into torchvision's own modules,
 * which give the logits of both engines. Needs Debian's python3-torchvision.
 */
class TorchvisionTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT = "src/test/resources/torchvision/logits.py";
  private static final int CLASSES = 10;

  /** Of the largest logit. */
  private static final double TOLERANCE = 1e-4;

  private static final Map<String, ImageShape> NETWORKS = networks();

  @TempDir static Path folder;

  private static Map<String, ImageShape> networks() {
    ImageShape small = new ImageShape(3, 32, 32);
    ImageShape large = new ImageShape(3, 64, 96);
    Map<String, ImageShape> networks = new LinkedHashMap<>();
    networks.put("resnet18", small);
    networks.put("resnet34", small);
    networks.put("resnet18-imagenet", large);
    networks.put("resnet50-imagenet", large);
    networks.put("vgg11", small);
    networks.put("densenet-bc40-12", small);
    networks.put("mobilenetv2", large);
    networks.put("mobilenetv2-w0.35", large);
    return networks;
  }

  static Stream<String> names() {
    return NETWORKS.keySet().stream();
  }

  @BeforeAll
  static void askTorchvision() throws Exception {
    for (String name : NETWORKS.keySet()) {
      Batch batch = batch(name);
      try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".safetensors"))) {
        Safetensors.write(out, weights(name), Map.of("format", "pt"));
      }
      ByteBuffer images =
          ByteBuffer.allocate(Float.BYTES * batch.images().length).order(ByteOrder.LITTLE_ENDIAN);
      images.asFloatBuffer().put(batch.images());
      Files.write(folder.resolve(name + ".images"), images.array());
      ImageShape shape = batch.shape();
      Files.writeString(
          folder.resolve(name + ".shape"),
          String.format(
              Locale.ROOT,
              "%d %d %d %d",
              batch.size(),
              shape.channels(),
              shape.height(),
              shape.width()));
    }
    Process python =
        new ProcessBuilder(PYTHON, SCRIPT, folder.toString()).redirectErrorStream(true).start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor())
        .as("%s with python3-torchvision installed (.ci/run does it) says%n%s", PYTHON, said)
        .isZero();
  }

  /** Fresh weights, with normalizations as training leaves them rather than the identity. */
  private static Weights weights(String name) {
    Weights fresh = Initialization.initialize(network(name), 1);
    Random random = new Random(2);
    for (TensorSpec tensor : fresh.layout().tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        switch (tensor.role()) {
          case NORM_SCALE, RUNNING_VARIANCE -> fresh.values()[i] = 0.7f + 0.6f * random.nextFloat();
          case NORM_SHIFT, RUNNING_MEAN -> fresh.values()[i] = 0.4f * random.nextFloat() - 0.2f;
          default -> {}
        }
      }
    }
    return fresh;
  }

  private static Architecture network(String name) {
    return Families.named(name, NETWORKS.get(name), CLASSES);
  }

  private static Batch batch(String name) {
    return SmallCases.random(NETWORKS.get(name), CLASSES, 2, 3);
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesTheLogitsOfBothEngines(String name) throws IOException {
    float[] expected = new float[2 * CLASSES];
    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".logits")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(expected);
    double largest = 0;
    for (float logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }
    for (Engines.Choice choice : new Engines.Choice[] {Engines.Choice.TORCH, Engines.Choice.DL4J}) {
      try (Engine engine = ReplicaOf.engine(choice, network(name), 2)) {
        float[] found = engine.scorer(weights(name).values()).logits(batch(name));
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i])
              .as("%s, logit %d", choice, i)
              .isCloseTo(expected[i], within(TOLERANCE * largest));
        }
      }
    }
  }
}
