package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import kindling.model.machine.CpuFeatures.Bfloat16;
import kindling.model.machine.Processors;
import kindling.model.torch.TorchEngine;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private static final EngineRequest BFLOAT16 =
      new EngineRequest(Engines.Choice.TORCH, Precision.BFLOAT16);

  @Test
  void autoTakesTorchInFloat32() {
    EngineOffer offer = Engines.offer(new EngineRequest(Engines.Choice.AUTO, Precision.FLOAT32));
    assertThat(offer.engine()).isEqualTo(Engines.Choice.TORCH);
    assertThat(offer.description())
        .matches("torch 2\\.\\S+, float32, on (avx\\w+|below_avx2) \\(bits [0-9a-f]{8}\\)");
  }

  @Test
  void dl4jRefusesBfloat16() {
    EngineOffer offer = Engines.offer(new EngineRequest(Engines.Choice.DL4J, Precision.BFLOAT16));
    assertThat(offer.refused()).isTrue();
    assertThat(offer.description()).contains("dl4j", "float32 only", "engine = torch");
  }

  @Test
  void gpusTakeTorchAndTheJarWithCuda() {
    EngineOffer dl4j =
        Engines.offer(new EngineRequest(Engines.Choice.DL4J, Precision.FLOAT32, Device.GPU));
    assertThat(dl4j.refused()).isTrue();
    assertThat(dl4j.description()).contains("CPUs only", "spark.task.resource.gpu.amount");
    EngineOffer torch =
        Engines.offer(new EngineRequest(Engines.Choice.AUTO, Precision.FLOAT32, Device.GPU));
    if (torch.refused()) {
      assertThat(torch.description()).contains("no GPU here", "mvn -Pgpu");
    } else {
      assertThat(torch.description()).contains("float32, on NVIDIA");
    }
  }

  @Test
  void bfloat16IsNearFloat32OrRefused() {
    EngineOffer offer = Engines.offer(BFLOAT16);
    if (TorchEngine.features().bfloat16() == Bfloat16.NONE) {
      assertThat(offer.refused()).isTrue();
      assertThat(offer.description()).contains("avx512_bf16");
      return;
    }
    Architecture architecture = Families.named("resnet8", new ImageShape(3, 16, 16), 10);
    Batch batch = SmallCases.random(architecture.input(), 10, 16, 7);
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine half = Engines.open(offer, architecture, Processors.cpu(1));
        Engine single = ReplicaOf.engine(Engines.Choice.TORCH, architecture, 1)) {
      float[] found = half.gradient(weights, batch).parameters();
      float[] expected = single.gradient(weights, batch).parameters();
      assertThat(found).isNotEqualTo(expected);
      assertThat(half.gradient(weights, batch).parameters()).containsExactly(found);
      assertThat(cosine(found, expected)).isGreaterThan(0.99);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }
}
