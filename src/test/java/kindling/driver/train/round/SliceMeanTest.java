package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kindling.data.Targets;
import kindling.driver.run.metrics.StepTimes;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.train.wire.Wire;
import kindling.model.scores.ScoreSums;
import org.junit.jupiter.api.Test;

class SliceMeanTest {
  private static float[] random(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static ScoreSums scores(int count) {
    return ScoreSums.NONE.plus(new float[2 * count], Targets.of(new int[count]), 2);
  }

  private static WorkerResult result(int worker, int examples, float[] state) {
    return new WorkerResult(worker, scores(examples), state, null, null);
  }

  private static List<Contribution> slices(WorkerResult result, int count) {
    return result.slices(count, Wire.PLAIN, new float[0], 0);
  }

  private static float[] mean(int slices, WorkerResult... results) {
    float[] mean = new float[results[0].state().length];
    int offset = 0;
    for (int slice = 0; slice < slices; slice++) {
      int s = slice;
      float[] values =
          SliceMean.of(Stream.of(results).map(r -> slices(r, slices).get(s)).iterator())
              .values()
              .floats();
      System.arraycopy(values, 0, mean, offset, values.length);
      offset += values.length;
    }
    assertThat(offset).isEqualTo(mean.length);
    return mean;
  }

  @Test
  void oneWorkerIsItsOwnMeanToTheBit() {
    float[] state = random(10_007, 1);
    assertThat(mean(3, result(0, 117, state))).isEqualTo(state);
  }

  @Test
  void equalWorkersAreTheirMeanToTheBit() {
    float[] state = random(1_000, 2);
    assertThat(mean(4, result(0, 3, state), result(1, 7, state), result(2, 11, state)))
        .isEqualTo(state);
  }

  @Test
  void theNumberOfSlicesDoesNotChangeABit() {
    WorkerResult[] results =
        IntStream.range(0, 5)
            .mapToObj(i -> result(i, 10 + i, random(101, i)))
            .toArray(WorkerResult[]::new);
    assertThat(mean(1, results)).isEqualTo(mean(7, results)).isEqualTo(mean(101, results));
  }

  @Test
  void workersWeighByTheirExamples() {
    float[] mean = mean(1, result(0, 1, new float[] {0}), result(1, 3, new float[] {4}));
    assertThat(mean).containsExactly(3f);
  }

  @Test
  void aWorkerWithoutExamplesInTheRoundHasNoSay() {
    float[] state = random(10, 3);
    float[] nothing = new float[10];
    Arrays.fill(nothing, Float.NaN);
    assertThat(mean(2, result(0, 0, nothing), result(1, 5, state))).isEqualTo(state);
  }

  @Test
  void scoresAndTimesTravelWithTheFirstSlice() {
    StepTimes steps = new StepTimes(1, 2, 3, 4, 5, 15);
    WorkerResult[] results = {
      new WorkerResult(0, scores(2), new float[2], null, WorkerTimes.here(5, steps)),
      new WorkerResult(1, scores(3), new float[2], null, WorkerTimes.here(6, steps))
    };
    SliceMean first = SliceMean.of(Stream.of(results).map(r -> slices(r, 2).get(0)).iterator());
    assertThat(first.scores().count()).isEqualTo(5);
    assertThat(first.times().workers()).isEqualTo(2);
    assertThat(first.diverged()).isEqualTo(-1);
    SliceMean second = SliceMean.of(Stream.of(results).map(r -> slices(r, 2).get(1)).iterator());
    assertThat(second.scores()).isNull();
    assertThat(second.times()).isNull();
  }

  @Test
  void aRoundWithoutAnExampleIsRefused() {
    List<Contribution> none = slices(result(0, 0, new float[1]), 1);
    assertThatThrownBy(() -> SliceMean.of(none.iterator())).hasMessageContaining("example");
  }

  @Test
  void theFirstWorkerThatDivergedIsNamed() {
    Divergence divergence = new Divergence(0.5, 2.25);
    SliceMean mean =
        SliceMean.of(
            List.of(
                    slices(result(0, 2, new float[] {1}), 1).get(0),
                    slices(WorkerResult.diverged(1, divergence), 1).get(0))
                .iterator());
    assertThat(mean.diverged()).isEqualTo(1);
    assertThat(mean.divergence()).isEqualTo(divergence);
  }
}
