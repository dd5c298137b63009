package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.Python;
import kindling.data.Targets;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Smoothed and mixed targets against PyTorch's CrossEntropyLoss. */
class SoftTargetsTest {
  private static final int EXAMPLES = 12;
  private static final int CLASSES = 7;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, 0.1, false",
    "0.5, 0, false",
    "0.5, 0.2, false",
    "0, 0, true",
    "0, 0.1, true",
    "0.5, 0, true",
    "0.5, 0.2, true"
  })
  void agreeWithPyTorch(double mostShare, double smoothing, boolean weighted) throws Exception {
    Random random = new Random(5);
    float[] logits = new float[EXAMPLES * CLASSES];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 3 * (float) random.nextGaussian();
    }
    float[] shares = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      shares[i] = (float) mostShare * random.nextFloat();
    }
    int[] labels = random.ints(EXAMPLES, 0, CLASSES).toArray();
    int[] others = random.ints(EXAMPLES, 0, CLASSES).toArray();
    float[] weights = new float[weighted ? CLASSES : 0];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 4 * random.nextFloat();
    }
    Targets targets = new Targets(labels, others, shares, smoothing).weighted(weights);

    float[] gradient = new float[logits.length];
    double loss = SoftmaxCrossEntropy.lossAndGradient(logits, targets, CLASSES, gradient);

    double[] expected = pyTorch(logits, targets);
    assertThat(loss).isCloseTo(expected[0], within(1e-12));
    assertThat(SoftmaxCrossEntropy.loss(logits, targets, CLASSES)).isEqualTo(loss);
    for (int i = 0; i < gradient.length; i++) {
      assertThat((double) gradient[i]).isCloseTo(expected[1 + i], within(1e-8));
    }
  }

  private double[] pyTorch(float[] logits, Targets targets)
      throws IOException, InterruptedException {
    Path file = folder.resolve("batch.txt");
    Files.writeString(
        file,
        String.join(
            "\n",
            line(logits),
            ints(targets.labels()),
            ints(targets.others()),
            line(targets.shares()),
            line(targets.classWeights())));
    String printed =
        Python.run("pytorch/cross_entropy.py", folder, CLASSES, targets.smoothing(), file);
    return Arrays.stream(printed.split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }

  private static String line(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> String.valueOf((double) values[i]))
        .collect(Collectors.joining(" "));
  }

  private static String ints(int[] values) {
    return Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }
}
