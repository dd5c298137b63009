package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiracInitializationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 5, 4);

  private static Architecture convolution(int inputs, int outputs, int groups) {
    return new Architecture(
        "one",
        new ImageShape(inputs, SHAPE.height(), SHAPE.width()),
        outputs * SHAPE.height() * SHAPE.width(),
        List.of(
            new Node(
                "conv",
                new Layer.Conv(inputs, outputs, 3, 1, 1, groups, false),
                List.of(Architecture.INPUT)),
            new Node("flat", new Layer.Flatten(), List.of("conv"))));
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "3, 3", "5, 3"})
  void passesInputChannelsOnAndLeavesTheOthers(int inputs, int outputs) {
    Architecture architecture = convolution(inputs, outputs, 1);
    Weights fresh = Initialization.initialize(architecture, 1);
    Weights dirac = DiracInitialization.initialize(architecture, fresh);
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 2, 1);
    int passed = Math.min(inputs, outputs) * SHAPE.height() * SHAPE.width();
    try (Engine engine = ReplicaOf.engine(Engines.Choice.TORCH, architecture, 1)) {
      float[] found = engine.scorer(dirac.values()).logits(batch);
      assertThat(Arrays.copyOf(found, passed)).isEqualTo(Arrays.copyOf(batch.images(), passed));
    }
    int kept = Math.min(inputs, outputs) * inputs * 9;
    assertThat(Arrays.copyOfRange(dirac.values(), kept, dirac.values().length))
        .isEqualTo(Arrays.copyOfRange(fresh.values(), kept, fresh.values().length));
  }

  @Test
  void leavesConvolutionsInGroups() {
    Architecture architecture = convolution(4, 4, 4);
    Weights fresh = Initialization.initialize(architecture, 1);
    assertThat(DiracInitialization.initialize(architecture, fresh).values())
        .isEqualTo(fresh.values());
  }
}
