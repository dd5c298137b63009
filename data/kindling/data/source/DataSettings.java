package kindling.data.source;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageShape;
import kindling.data.ResizePolicy;

/**
 * Where a dataset lies and how it is cut and shaped.
 *
 * @param path a Hadoop path or URI; empty for {@link DataFormat#SHAPES}
 * @param height pixels, or 0 for the first readable training image's
 * @param width pixels, or 0 likewise
 * @param channels 1 (gray), 3 (RGB), or 0 for three where an image of a sample has colour
 * @param orientation what becomes of a picture that a camera took sideways
 * @param framing how images of other sizes are brought to the run's
 * @param validationFraction share of the training split in [0,1) that is cut out for validation,
 *     where the dataset has no validation split of its own
 * @param testFraction share in [0,1) that is cut out for testing, where the dataset has no test
 *     split of its own; 0: none, and the validation split is tested on
 * @param shapesTraining number of generated training images
 * @param shapesTest number of generated test images
 * @param seed of the validation cut; the test cut never depends on it
 * @param limits that its files keep to
 * @param formats what single formats ask for beside this
 */
public record DataSettings(
    String path,
    DataFormat format,
    int height,
    int width,
    int channels,
    OrientationPolicy orientation,
    Framing framing,
    double validationFraction,
    double testFraction,
    int shapesTraining,
    int shapesTest,
    long seed,
    DataLimits limits,
    FormatSettings formats)
    implements Serializable {

  public DataSettings {
    require(path != null, "path", "a path, or an empty text for shapes", "null");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(orientation, "orientation");
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(formats, "formats");
    require(height >= 0, "height", "pixels, or 0 for as found", height);
    require(width >= 0, "width", "pixels, or 0 for as found", width);
    require(channels == 0 || channels == 1 || channels == 3, "channels", "0, 1 or 3", channels);
    requireFraction(validationFraction, "validationFraction");
    requireFraction(testFraction, "testFraction");
    require(shapesTraining >= 10, "shapesTraining", "at least 10 images", shapesTraining);
    require(shapesTest >= 10, "shapesTest", "at least 10 images", shapesTest);
  }

  /** The same of what lies elsewhere. */
  public DataSettings at(String other) {
    return new DataSettings(
        other,
        format,
        height,
        width,
        channels,
        orientation,
        framing,
        validationFraction,
        testFraction,
        shapesTraining,
        shapesTest,
        seed,
        limits,
        formats);
  }

  /**
   * The same for images that a network takes, of whatever size they are found.
   *
   * @param images the network's where it is known; what the settings say goes before it
   */
  public DataSettings forNetwork(Optional<ImageShape> images) {
    ResizePolicy fit = framing.fit() == ResizePolicy.EXACT ? ResizePolicy.CROP : framing.fit();
    ImageShape known = images.orElse(null);
    return new DataSettings(
        path,
        format,
        height == 0 && known != null ? known.height() : height,
        width == 0 && known != null ? known.width() : width,
        channels == 0 && known != null ? known.channels() : channels,
        orientation,
        new Framing(fit, framing.scoringResize()),
        validationFraction,
        testFraction,
        shapesTraining,
        shapesTest,
        seed,
        limits,
        formats);
  }

  /** The shape that the settings ask for, with what they leave open taken from {@code found}. */
  ImageShape shape(ImageShape found) {
    return new ImageShape(
        channels == 0 ? found.channels() : channels,
        height == 0 ? found.height() : height,
        width == 0 ? found.width() : width);
  }

  private static void requireFraction(double fraction, String name) {
    require(fraction >= 0 && fraction < 1, name, "a fraction in [0,1)", fraction);
  }

  private static void require(boolean holds, String name, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
    }
  }
}
