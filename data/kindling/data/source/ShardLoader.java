package kindling.data.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.SourceReadException;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.FittedPictures;
import kindling.data.shard.FoundPictures;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Pictures;
import kindling.data.shard.Shard;

/**
 * Reads the images of one shard into memory, on an executor. Bad images are left out and reported;
 * a failing storage is an IOException, so that Spark retries the task.
 */
public final class ShardLoader {
  /** What pictures are read for. */
  public enum Framed {
    /** Training, brought to the catalog's shape. */
    FOR_TRAINING,
    /** Scoring, brought to it likewise. */
    FOR_SCORING,
    /** Training that draws from pictures as large as they were found. */
    AS_FOUND
  }

  private ShardLoader() {}

  /** The shard keeps the order of the examples; they are read in the order of their places. */
  public static LoadedShard load(Source source, Storage storage, List<Example> share)
      throws IOException {
    return load(source, storage, share, Framed.FOR_TRAINING);
  }

  /** The same for a use. */
  public static LoadedShard load(Source source, Storage storage, List<Example> share, Framed framed)
      throws IOException {
    // Each is asked for many times while places are put in order.
    List<Example> examples = List.copyOf(share);
    Pixels[] pictures = new Pixels[examples.size()];
    String[] reasons = new String[examples.size()];
    int turned;
    try (ExampleReader reader = source.open(storage)) {
      for (int i : inOrderOfPlaces(examples)) {
        try {
          pictures[i] = kept(source.resizer(), reader.read(examples.get(i)), framed);
        } catch (BadImageException e) {
          reasons[i] = examples.get(i) + ": " + e.getMessage();
        } catch (IOException e) {
          throw SourceReadException.of(examples.get(i).toString(), e);
        }
      }
      turned = reader.turned();
    }
    int[] rows = IntStream.range(0, pictures.length).filter(i -> pictures[i] != null).toArray();
    Shard shard =
        new Shard(
            source.resizer().shape(),
            IntStream.of(rows).map(i -> examples.get(i).id()).toArray(),
            IntStream.of(rows).map(i -> examples.get(i).label()).toArray(),
            pictures(source.resizer(), pictures, framed));
    return new LoadedShard(
        shard,
        examples.size() - shard.size(),
        LoadedShard.named(reasons),
        turned,
        ChannelSums.of(shard),
        DatasetDigest.of(shard));
  }

  /**
   * Loads a few examples on the driver, of which one at least can be read.
   *
   * @throws DataException where none can, or the storage fails
   */
  public static LoadedShard sample(
      Source source, Storage storage, List<Example> examples, Framed framed) {
    try {
      LoadedShard loaded = load(source, storage, examples, framed);
      if (loaded.shard().size() == 0) {
        throw new DataException(
            "no training image can be read: " + String.join("; ", loaded.bad()));
      }
      return loaded;
    } catch (IOException e) {
      throw new DataException("cannot read the training images: " + Storage.reason(e), e);
    }
  }

  /** The positions of examples, those in one file one after the other. */
  public static int[] inOrderOfPlaces(List<Example> examples) {
    Integer[] places = new Integer[examples.size()];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, (a, b) -> Example.BY_PLACE.compare(examples.get(a), examples.get(b)));
    return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
  }

  private static Pixels kept(ImageResizer resizer, Pixels found, Framed framed)
      throws BadImageException {
    return switch (framed) {
      case FOR_TRAINING -> resizer.forTraining(found);
      case FOR_SCORING -> resizer.forScoring(found);
      case AS_FOUND -> {
        resizer.forTraining(found);
        yield found.withChannels(resizer.shape().channels());
      }
    };
  }

  private static Pictures pictures(ImageResizer resizer, Pixels[] read, Framed framed) {
    Pixels[] pictures = Arrays.stream(read).filter(Objects::nonNull).toArray(Pixels[]::new);
    return framed == Framed.AS_FOUND
        ? new FoundPictures(resizer, pictures)
        : new FittedPictures(
            resizer.shape(), Arrays.stream(pictures).map(Pixels::planes).toArray(byte[][]::new));
  }
}
