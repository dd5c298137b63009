package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Seeds;
import kindling.data.Storage;

/**
 * The shape of a dataset's images where the settings leave it open; found on the driver.
 *
 * @param note how the number of channels was chosen; empty where the settings say it
 */
record FoundShape(ImageShape shape, Optional<String> note) {
  /** So that a folder of nothing but damage is noticed before everything was read. */
  private static final int TRIES = 100;

  private static final int SAMPLED = 100;

  /**
   * Takes height and width from the first readable image, and three channels where that one, or one
   * of a sample that is drawn by a seed of its own, has colour.
   *
   * @throws DataException where none of the first images can be read
   */
  static FoundShape of(DataSettings settings, Storage storage, ImageBytes bytes, Examples training)
      throws IOException {
    if (settings.channels() > 0 && settings.height() > 0 && settings.width() > 0) {
      return new FoundShape(
          new ImageShape(settings.channels(), settings.height(), settings.width()),
          Optional.empty());
    }
    PictureDecoder decoder = new PictureDecoder(settings.orientation(), settings.limits());
    try (ImageBytes.Reader reader = bytes.open(storage)) {
      Shapes shapes = example -> decoder.decode(reader.read(example)).pixels().shape();
      ImageShape first = first(shapes, training);
      if (settings.channels() > 0) {
        return new FoundShape(settings.shape(first), Optional.empty());
      }
      if (first.channels() == 3) {
        return new FoundShape(
            settings.shape(first),
            Optional.of("3 channels (data.channels = auto): the first image has colour"));
      }
      return sampled(settings, shapes, training, first);
    }
  }

  private static ImageShape first(Shapes shapes, Examples training) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Example example : training.subList(0, Math.min(TRIES, training.size()))) {
      try {
        return shapes.of(example);
      } catch (BadImageException e) {
        reasons.add(example + ": " + e.getMessage());
      }
    }
    throw new DataException(
        "expected a readable image, found none among the first "
            + reasons.size()
            + " of training: "
            + ClassSets.text(reasons));
  }

  private static FoundShape sampled(
      DataSettings settings, Shapes shapes, Examples training, ImageShape first)
      throws IOException {
    // Not settings.seed(): runs with different seeds train the same network.
    int[] order = Seeds.permutation(training.size(), Seeds.of(Seeds.CHANNEL_SAMPLE));
    int sampled = Math.min(SAMPLED, order.length);
    for (int i = 0; i < sampled; i++) {
      if (hasColour(shapes, training.get(order[i]))) {
        return new FoundShape(
            settings.shape(new ImageShape(3, first.height(), first.width())),
            Optional.of(
                String.format(
                    Locale.ROOT,
                    "3 channels (data.channels = auto): gray images and images in colour, of which %s"
                        + " is one",
                    training.get(order[i]))));
      }
    }
    return new FoundShape(
        settings.shape(first),
        Optional.of(
            String.format(
                Locale.ROOT,
                "1 channel (data.channels = auto): none of %d sampled images has colour",
                sampled)));
  }

  private static boolean hasColour(Shapes shapes, Example example) throws IOException {
    try {
      return shapes.of(example).channels() == 3;
    } catch (BadImageException e) {
      // Counted where the split is read.
      return false;
    }
  }

  private interface Shapes {
    ImageShape of(Example example) throws IOException, BadImageException;
  }
}
