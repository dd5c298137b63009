package kindling.driver.report.augmentation;

import java.util.Arrays;
import java.util.List;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.BatchReader;
import kindling.data.shard.Shard;
import kindling.driver.cluster.Stopwatch;

/**
 * What it costs to cut training batches, normalization included, on one thread.
 *
 * @param micros microseconds per image, one of each measurement, in ascending order
 */
public record AugmentationCost(double[] micros) {
  private static final double WARM_UP_SECONDS = 0.4;
  private static final double SECONDS = 0.1;

  public AugmentationCost {
    micros = micros.clone();
    Arrays.sort(micros);
  }

  /**
   * Measures augmentations by turns, after all are warmed up, so that none has the first one's
   * compilation or another one's disturbance to itself.
   *
   * @param shard cut into one batch, again and again
   * @param measurements of each, at least 1
   * @return a cost for each augmentation
   */
  public static List<AugmentationCost> of(
      Shard shard,
      Normalization normalization,
      List<Augmentation> augmentations,
      int measurements) {
    List<BatchReader> readers =
        augmentations.stream()
            .map(augmentation -> new BatchReader(shard, normalization, augmentation, 1, 0))
            .toList();
    for (BatchReader reader : readers) {
      micros(reader, shard.size(), WARM_UP_SECONDS);
    }
    double[][] micros = new double[readers.size()][measurements];
    for (int turn = 0; turn < measurements; turn++) {
      for (int i = 0; i < micros.length; i++) {
        micros[i][turn] = micros(readers.get(i), shard.size(), SECONDS);
      }
    }
    return Arrays.stream(micros).map(AugmentationCost::new).toList();
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
