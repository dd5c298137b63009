package kindling.driver.augment;

import java.util.Arrays;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.BatchReader;
import kindling.data.shard.Shard;
import kindling.driver.metrics.Stopwatch;

/**
 * What it costs to cut training batches, normalization included, on one thread.
 *
 * @param micros microseconds per image, one of each measurement, ascending
 */
public record AugmentationCost(double[] micros) {
  private static final double WARM_UP_SECONDS = 0.4;
  private static final double SECONDS = 0.1;

  /**
   * Measures.
   *
   * @param shard cut into one batch, again and again
   * @param measurements at least 1
   */
  public static AugmentationCost of(
      Shard shard, Normalization normalization, Augmentation augmentation, int measurements) {
    BatchReader reader = new BatchReader(shard, normalization, augmentation, 1, 0);
    micros(reader, shard.size(), WARM_UP_SECONDS);
    double[] micros = new double[measurements];
    for (int i = 0; i < measurements; i++) {
      micros[i] = micros(reader, shard.size(), SECONDS);
    }
    Arrays.sort(micros);
    return new AugmentationCost(micros);
  }

  private static double micros(BatchReader reader, int size, double seconds) {
    Stopwatch time = Stopwatch.start();
    int epoch = 0;
    do {
      reader.training(++epoch, size, 0);
    } while (time.seconds() < seconds);
    return 1e6 * time.seconds() / epoch / size;
  }

  /** Of the quickest measurement, in microseconds per image. */
  public double least() {
    return micros[0];
  }

  /** In microseconds per image. */
  public double median() {
    int middle = micros.length / 2;
    return micros.length % 2 == 1 ? micros[middle] : (micros[middle - 1] + micros[middle]) / 2;
  }

  /** Of the slowest measurement, in microseconds per image. */
  public double most() {
    return micros[micros.length - 1];
  }
}
