package kindling.driver.sweep.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;

/**
 * How long a pass over a batch takes, in seconds.
 *
 * @param batch images of a pass
 * @param repetitions that were timed, one by one
 */
public record Timing(int batch, int repetitions, double median, double least, double most) {
  private static final int WARM_UP = 3;

  /** Times a pass, after some that are not timed. */
  static Timing of(int batch, int repetitions, Runnable pass) {
    for (int i = 0; i < WARM_UP; i++) {
      pass.run();
    }
    double[] seconds = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      pass.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    double median = (seconds[(repetitions - 1) / 2] + seconds[repetitions / 2]) / 2;
    return new Timing(batch, repetitions, median, seconds[0], seconds[repetitions - 1]);
  }

  /** Images per second at the median. */
  @JsonIgnore
  public double imagesPerSecond() {
    return batch / median;
  }
}
