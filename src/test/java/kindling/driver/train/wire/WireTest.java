package kindling.driver.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.averaging.WireFormat;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireTest {
  private static final Architecture RESNET = Families.named("resnet8", new ImageShape(3, 8, 8), 10);
  private static final WeightsLayout LAYOUT = RESNET.layout();

  /** Weights, a vector of the optimizer's, and a count that is left. */
  private static final int SIZE = LAYOUT.size() + LAYOUT.parameters() + 1;

  private static float[] state(long seed) {
    float[] state = new float[SIZE];
    float[] weights = Initialization.initialize(RESNET, seed).values();
    System.arraycopy(weights, 0, state, 0, weights.length);
    Random random = new Random(seed);
    for (int i = weights.length; i < SIZE; i++) {
      state[i] = (float) (0.01 * random.nextGaussian());
    }
    state[SIZE - 1] = 1001;
    return state;
  }

  /** Whether a place is one of a convolution's or a linear layer's weights. */
  private static boolean isWeight(int place) {
    return LAYOUT.tensors().stream()
        .filter(tensor -> tensor.offset() <= place && place < tensor.end())
        .anyMatch(tensor -> tensor.role() == Role.WEIGHT);
  }

  private static float[] joined(List<Values> slices) {
    float[] all = new float[SIZE];
    int at = 0;
    for (Values slice : slices) {
      float[] values = slice.floats();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    assertThat(at).isEqualTo(SIZE);
    return all;
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void whatGoesOutIsWithinTheFormatsRounding(WireFormat format) {
    float[] state = state(1);
    float[] received = Wire.of(format, WireFormat.BFLOAT16, LAYOUT, SIZE).sent(state).floats();
    assertThat(received).hasSize(SIZE);
    for (TensorSpec tensor : LAYOUT.tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        double bound =
            tensor.role() != Role.WEIGHT || format == WireFormat.FLOAT32
                ? 0
                : format == WireFormat.BFLOAT16
                    ? Math.abs(state[i]) / 256
                    : largest(state, tensor, i) / 254 * 1.001;
        assertThat((double) received[i]).isCloseTo(state[i], within(bound));
      }
    }
    for (int i = LAYOUT.size(); i < SIZE - 1; i++) {
      assertThat((double) received[i]).isCloseTo(state[i], within(Math.abs(state[i]) / 256.0));
    }
    assertThat(received[SIZE - 1]).isEqualTo(1001);
  }

  /** The largest of the values that share a scale with this one. */
  private static double largest(float[] state, TensorSpec tensor, int place) {
    int start = place - (place - tensor.offset()) % Packed.BLOCK;
    return IntStream.range(start, Math.min(start + Packed.BLOCK, tensor.end()))
        .mapToDouble(i -> Math.abs(state[i]))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void slicesChangeNoBit(WireFormat format) {
    Wire wire = Wire.of(format, WireFormat.BFLOAT16, LAYOUT, SIZE);
    float[] whole = joined(wire.returned(state(1), state(2), 1, 5));
    for (int slices : new int[] {2, 7, 64}) {
      List<Values> cut = wire.returned(state(1), state(2), slices, 5);
      assertThat(joined(cut)).isEqualTo(whole);
      assertThat(cut)
          .allSatisfy(
              slice ->
                  assertThat(Math.abs(slice.floats().length - SIZE / slices))
                      .isLessThanOrEqualTo(Packed.BLOCK));
    }
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void momentsOfFloatsTravelUnrounded(WireFormat format) {
    Wire wire = Wire.of(format, WireFormat.FLOAT32, LAYOUT, SIZE);
    float[] state = state(1);
    float[] received = wire.sent(state).floats();
    Values returned = wire.returned(received, state(2), 1, 5).get(0);
    float[] average = wire.average(state, returned.mean(returned.floats()).floats());
    assertThat(Arrays.copyOfRange(received, LAYOUT.size(), SIZE))
        .isEqualTo(Arrays.copyOfRange(state, LAYOUT.size(), SIZE));
    assertThat(Arrays.copyOfRange(average, LAYOUT.size(), SIZE))
        .isEqualTo(Arrays.copyOfRange(state(2), LAYOUT.size(), SIZE));
  }

  @Test
  void fewerBytesTravel() {
    float[] state = state(1);
    Packed halves =
        (Packed) Wire.of(WireFormat.BFLOAT16, WireFormat.BFLOAT16, LAYOUT, SIZE).sent(state);
    Packed bytes = (Packed) Wire.of(WireFormat.INT8, WireFormat.BFLOAT16, LAYOUT, SIZE).sent(state);
    assertThat(halves.bytes().length).isBetween(2 * SIZE, (int) (2.05 * SIZE));
    // A byte and a scale's share for each weight, two for each value of the optimizer's.
    assertThat(bytes.bytes().length).isLessThan((int) (1.6 * SIZE));
    Values slice =
        Wire.of(WireFormat.INT8, WireFormat.BFLOAT16, LAYOUT, LAYOUT.size())
            .returned(state, state(2), 1, 5)
            .get(0);
    assertThat(((Packed) slice).bytes().length).isLessThan((int) (1.12 * LAYOUT.size()));
  }

  @Test
  void aVectorOfTheOptimizersIsNarrowAtTheEndToo() {
    int size = LAYOUT.size() + LAYOUT.parameters();
    float[] state = Arrays.copyOf(state(1), size);
    Packed sent =
        (Packed) Wire.of(WireFormat.BFLOAT16, WireFormat.BFLOAT16, LAYOUT, size).sent(state);
    assertThat(sent.bytes().length).isBetween(2 * size, (int) (2.05 * size));
    assertThat(sent.floats()).hasSize(size);
    assertThat(sent.lengths()).doesNotContain(0);
  }

  @Test
  void changesInBytesAreTheChangesInTheMean() {
    Wire wire = Wire.of(WireFormat.INT8, WireFormat.BFLOAT16, LAYOUT, LAYOUT.size());
    float[] start = Initialization.initialize(RESNET, 1).values();
    float[] end = start.clone();
    Random random = new Random(3);
    for (int i = 0; i < end.length; i++) {
      end[i] += (float) (1e-3 * random.nextGaussian());
    }
    int draws = 400;
    double[] mean = new double[end.length];
    for (int seed = 0; seed < draws; seed++) {
      float[] returned = wire.returned(start, end, 1, seed * 1_000_003L).get(0).floats();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += returned[i] / draws;
      }
    }
    TensorSpec tensor = LAYOUT.tensor("layer2.0.conv1.weight");
    float[] changes = new float[end.length];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = end[i] - start[i];
    }
    for (int i = tensor.offset(); i < tensor.end(); i++) {
      double quantum = largest(changes, tensor, i) / 127;
      // Six standard errors: one draw's deviation is half a quantum at most.
      assertThat(mean[i]).isCloseTo(changes[i], within(6 * 0.5 * quantum / Math.sqrt(draws)));
    }
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void theDriverKeepsWhatRoundingTakes(WireFormat format) {
    Wire wire = Wire.of(format, WireFormat.BFLOAT16, LAYOUT, SIZE);
    float[] state = state(1);
    float[] start = wire.sent(state).floats();
    // A worker that does nothing leaves the driver's weights as they are, to the bit.
    Values returned = wire.returned(start, start.clone(), 1, 5).get(0);
    float[] average = wire.average(state, returned.mean(returned.floats()).floats());
    for (int i = 0; i < LAYOUT.size(); i++) {
      assertThat(average[i]).isEqualTo(state[i]);
    }
    // Changes far below what a byte resolves add up in the driver's weights.
    float[] moved = start.clone();
    int weight = IntStream.range(0, SIZE).filter(WireTest::isWeight).findFirst().orElseThrow();
    moved[weight] += 1e-5f;
    float expected = state[weight] + (moved[weight] - start[weight]);
    Values change = wire.returned(start, moved, 1, 5).get(0);
    assertThat(wire.average(state, change.mean(change.floats()).floats())[weight])
        .isCloseTo(format == WireFormat.FLOAT32 ? moved[weight] : expected, within(1e-7f));
  }

  @Test
  void whatIsNotANumberStaysNone() {
    Wire wire = Wire.of(WireFormat.INT8, WireFormat.BFLOAT16, LAYOUT, SIZE);
    float[] start = state(1);
    float[] end = start.clone();
    end[0] = Float.NaN;
    end[Packed.BLOCK] = Float.POSITIVE_INFINITY;
    float[] returned = wire.returned(start, end, 2, 5).get(0).floats();
    assertThat(returned[0]).isNaN();
    assertThat(returned[Packed.BLOCK]).isNaN();
    assertThat(wire.sent(end).floats()[0]).isNaN();
  }
}
