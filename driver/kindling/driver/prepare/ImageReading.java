package kindling.driver.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.source.EncodedReader;
import kindling.data.source.EncodedReader.EncodedImage;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.Recoding;
import kindling.data.source.Source;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * How images are read from their source and looked at; one at a time, on executors.
 *
 * @param root of the source, which the places of images in the set leave out
 */
record ImageReading(Source source, String root, Recoding recoding, Broadcast<Storage> storage)
    implements Serializable {

  /**
   * A range of the examples, of one task.
   *
   * @param positions of each in the shuffled order
   */
  record Part(Examples examples, int[] positions) implements Serializable {}

  /** The images of a range, by their positions; the source is closed when its task ends. */
  Iterator<Tuple2<Integer, ReadImage>> read(Part part) {
    EncodedReader reader = EncodedReader.open(source, storage.value());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(reader));
    return IntStream.range(0, part.positions.length)
        .mapToObj(i -> new Tuple2<>(part.positions[i], read(reader, part.examples.get(i))))
        .iterator();
  }

  private static void close(EncodedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReadImage read(EncodedReader reader, Example example) {
    String place = place(example);
    try {
      EncodedImage image = recoding.apply(reader.read(example));
      Pixels pixels = image.pixels().withChannels(3);
      return new ReadImage(
          place,
          example.label(),
          image.bytes(),
          pixels.shape().height(),
          pixels.shape().width(),
          ChannelSums.of(pixels),
          null);
    } catch (BadImageException e) {
      return ReadImage.bad(place, example.label(), e.getMessage());
    } catch (IOException e) {
      // The task fails and is tried again.
      throw new UncheckedIOException(e);
    }
  }

  private String place(Example example) {
    String whole = example.toString();
    if (!whole.startsWith(root)) {
      return whole;
    }
    String below = whole.substring(root.length());
    return below.startsWith("/") || below.startsWith("!") ? below.substring(1) : below;
  }
}
