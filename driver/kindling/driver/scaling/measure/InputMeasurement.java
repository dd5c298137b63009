package kindling.driver.scaling.measure;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.shard.LoadedShard;
import kindling.data.source.EncodedReader;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.Session;
import kindling.driver.report.augmentation.AugmentationCost;
import kindling.driver.scaling.model.InputCost;

/**
 * Some training images, read twice by one thread of the driver's machine.
 *
 * @param cost of an image
 * @param encodedBytes of a file in the mean; 0 where images are no files
 * @param decodedBytes of what is kept of an image in memory, in the mean
 */
public record InputMeasurement(InputCost cost, double encodedBytes, double decodedBytes) {
  private static final int MEASURED = 128;
  private static final int MEASUREMENTS = 3;

  /**
   * Measures the images of a session.
   *
   * @throws DataException where none can be read
   */
  public static InputMeasurement of(Session session) {
    Settings settings = session.settings();
    List<Example> sample = sample(session.catalog().training());
    LoadedShard loaded = loaded(session, sample);
    double augment =
        AugmentationCost.of(
                    loaded.shard(),
                    settings.input().normalization().orElseGet(() -> loaded.sums().normalization()),
                    List.of(settings.input().augmentation().build()),
                    MEASUREMENTS)
                .get(0)
                .median()
            / 1e6;
    if (!(session.catalog().source() instanceof ImageFiles files)) {
      return new InputMeasurement(new InputCost(0, augment), 0, session.catalog().shape().size());
    }
    Decoding decoding = new Decoding(files, session.storage(), settings.input().framed());
    decoding.of(sample);
    Decoding.Mean mean = decoding.of(sample);
    return new InputMeasurement(
        new InputCost(mean.seconds(), augment), mean.encodedBytes(), mean.decodedBytes());
  }

  private static List<Example> sample(Examples training) {
    int count = Math.min(MEASURED, training.size());
    return IntStream.range(0, count)
        .mapToObj(i -> training.get((int) ((long) i * training.size() / count)))
        .toList();
  }

  private static LoadedShard loaded(Session session, List<Example> sample) {
    return ShardLoader.sample(
        session.catalog().source(), session.storage(), sample, session.settings().input().framed());
  }

  /** Reads files and brings them to what the steps' threads take. */
  private record Decoding(ImageFiles files, Storage storage, ShardLoader.Framed framed) {
    record Mean(double seconds, double encodedBytes, double decodedBytes) {}

    Mean of(List<Example> sample) {
      Stopwatch time = Stopwatch.start();
      long encoded = 0;
      long decoded = 0;
      int readable = 0;
      try (EncodedReader reader = EncodedReader.open(files, storage)) {
        for (Example example : sample) {
          try {
            EncodedReader.EncodedImage image = reader.read(example);
            encoded += image.bytes().length;
            decoded += kept(image.pixels()).shape().size();
            readable++;
          } catch (BadImageException e) {
            // Counted where a run reads it.
            continue;
          }
        }
      } catch (IOException e) {
        throw new DataException("cannot read the training images: " + Storage.reason(e), e);
      }
      double count = Math.max(1, readable);
      return new Mean(time.seconds() / count, encoded / count, decoded / count);
    }

    private Pixels kept(Pixels found) throws BadImageException {
      return framed == ShardLoader.Framed.AS_FOUND ? found : files.resizer().forTraining(found);
    }
  }
}
