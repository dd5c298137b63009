package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engines against PyTorch 1.13 in double on {@link SmallCases#residual}, in training and
 * evaluation mode. The numbers come from
 *
 * <pre>
 * import math, torch, torch.nn.functional as F
 * layout = [('conv1.weight', (4,3,3,3), 0), ('conv1.bias', (4,), 0), ('bn1.weight', (4,), 1),
 *   ('bn1.bias', (4,), 0), ('conv2.weight', (6,4,3,3), 0), ('bn2.weight', (6,), 1),
 *   ('bn2.bias', (6,), 0), ('fc.weight', (3,24), 0), ('fc.bias', (3,), 0),
 *   ('bn1.running_mean', (4,), 0), ('bn1.running_var', (4,), 1),
 *   ('bn2.running_mean', (6,), 0), ('bn2.running_var', (6,), 1)]
 * w, i = {}, 0
 * for name, shape, one in layout:
 *   n = math.prod(shape)
 *   v = [one + 0.3 * math.sin(0.7 * (i + k)) for k in range(n)]
 *   w[name] = torch.tensor(v).double().reshape(shape)
 *   i += n
 * for name, _, _ in layout[:9]: w[name].requires_grad_()
 * x = torch.tensor([math.cos(0.37 * k) for k in range(384)]).double().reshape(2, 3, 8, 8)
 * def norm(h, name, b, training):
 *   return F.batch_norm(h, b[name + '.running_mean'], b[name + '.running_var'],
 *     w[name + '.weight'], w[name + '.bias'], training, 0.1, 1e-5)
 * def net(training):
 *   b = {k: v.clone().detach() for k, v in w.items() if 'running' in k}
 *   r = F.relu(norm(F.conv2d(x, w['conv1.weight'], w['conv1.bias'], padding=1),
 *     'bn1', b, training))
 *   h = norm(F.conv2d(r, w['conv2.weight'], None, stride=2, padding=1), 'bn2', b, training)
 *   h = F.relu(h + F.pad(r[:, :, ::2, ::2], (0, 0, 0, 0, 1, 1)))
 *   h = F.max_pool2d(F.avg_pool2d(h, 2, 1), 3, 2, 1)
 *   return F.linear(h.flatten(1), w['fc.weight'], w['fc.bias']), b
 * z, b = net(True)
 * loss = F.cross_entropy(z, torch.tensor([2, 0]))
 * loss.backward()
 * print(loss.item(), z.tolist(), b, net(False)[0].tolist())
 * for name, _, _ in layout[:9]:
 *   g = w[name].grad.flatten()
 *   print(name, g.sum().item(), (g * g).sum().item(), g[0].item(), g[-1].item())
 * </pre>
 */
class PyTorchTest {
  private static final Offset<Double> FLOAT = within(2e-5);

  /** A gradient's sum, sum of squares, first and last value. */
  private record Expected(double sum, double squares, double first, double last) {}

  private static final Map<String, Expected> GRADIENTS =
      Map.of(
          "conv1.weight",
          new Expected(
              -0.2567329508297578, 1.671404694489139, -0.10971537634687353, -0.1584651194025507),
          "conv1.bias",
          new Expected(0, 0, 0, 0),
          "bn1.weight",
          new Expected(
              0.10204526307643091, 0.388297947610071, -0.11077189286927895, 0.26870895244473814),
          "bn1.bias",
          new Expected(
              0.07296151344494617, 0.2556611015014472, -0.09901604481808818, 0.2855419764345176),
          "conv2.weight",
          new Expected(
              -0.5636484559856233,
              0.18575413282250003,
              -0.034959775833490005,
              -0.02365554963179911),
          "bn2.weight",
          new Expected(
              -0.1911511251748883, 0.8040383235847022, -0.22901285617186848, -0.011583774590715867),
          "bn2.bias",
          new Expected(
              -0.026629734733594923,
              0.1849565723491905,
              -0.08578260825556586,
              -0.08512948352151997),
          "fc.weight",
          new Expected(0, 1.2515782944084615, 0.14478033550336528, -0.19391490243377102),
          "fc.bias",
          new Expected(0, 0.08453592305393652, -0.20920300436420525, 0.007423630468882947));

  private static final double[] LOGITS = {
    -0.035024802490950524, -1.102745410397134, 0.6299857138792605,
    -0.3124189896533806, -0.23771477934018054, 0.11037775417234982
  };
  private static final double[] EVALUATED = {
    -0.14258880468366075, -1.0438520992907927, 0.6832879476122397,
    -0.3110002386391834, -0.30331698083406805, 0.16940206698492596
  };
  private static final double[] BUFFERS = {
    0.20355286105289658,
    0.2984646449958322,
    0.2557198547269164,
    0.09546948657729318,
    0.8133612302033917,
    0.6812248108828376,
    0.6653820061028413,
    0.7721316963191462,
    -0.056254015937522245,
    0.11523295754419259,
    0.1953607749486705,
    0.1490959204265409,
    0.0010053117681370002,
    -0.17631047360814955,
    1.05765467266241,
    1.03009742241394,
    1.1223546453888942,
    1.2824337062581788,
    1.4258331213172464,
    1.4754507405937916
  };

  private final Architecture architecture = SmallCases.residual();
  private final float[] weights = SmallCases.sines(architecture);
  private final Batch batch = SmallCases.cosines(architecture.input(), 2, 0);

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void givesTheLossLogitsAndRunningStatisticsOfPyTorch(Engines.Choice choice) {
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      Gradient gradient = engine.gradient(weights, batch);
      assertThat(gradient.loss()).isCloseTo(0.9036733923212942, FLOAT);
      assertNear(gradient.logits(), LOGITS);
      assertNear(gradient.buffers(), BUFFERS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void givesTheGradientsOfPyTorch(Engines.Choice choice) {
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      float[] gradient = engine.gradient(weights, batch).parameters();
      GRADIENTS.forEach(
          (name, expected) -> {
            TensorSpec tensor = architecture.layout().tensor(name);
            float[] found = Arrays.copyOfRange(gradient, tensor.offset(), tensor.end());
            double sum = 0;
            double squares = 0;
            for (float value : found) {
              sum += value;
              squares += (double) value * value;
            }
            assertThat(sum).as(name).isCloseTo(expected.sum, FLOAT);
            assertThat(squares).as(name).isCloseTo(expected.squares, FLOAT);
            assertThat((double) found[0]).as(name).isCloseTo(expected.first, FLOAT);
            assertThat((double) found[found.length - 1]).as(name).isCloseTo(expected.last, FLOAT);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void evaluatesWithTheRunningStatistics(Engines.Choice choice) {
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      assertNear(engine.scorer(weights).logits(batch), EVALUATED);
    }
  }

  private static void assertNear(float[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).as("position %d", i).isCloseTo(expected[i], FLOAT);
    }
  }
}
