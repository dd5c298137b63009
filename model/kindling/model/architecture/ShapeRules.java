package kindling.model.architecture;

import java.util.List;
import java.util.Locale;
import kindling.data.ImageShape;

/**
 * The rules by which shapes fit layers; what does not throws IllegalArgumentException with what was
 * expected and found.
 */
public final class ShapeRules {
  private ShapeRules() {}

  /** The shape that a square window leaves as it moves over a padded image. */
  static ImageShape windows(
      ImageShape input, int channels, int kernel, int stride, Padding padding) {
    ImageShape padded = padding.around(input);
    int height = padded.height() - kernel;
    int width = padded.width() - kernel;
    check(
        height >= 0 && width >= 0,
        String.format(
            Locale.ROOT,
            "an image of at least %d×%d, found %s",
            kernel - padding.top() - padding.bottom(),
            kernel - padding.left() - padding.right(),
            input));
    return new ImageShape(channels, height / stride + 1, width / stride + 1);
  }

  static ImageShape withChannels(int channels, List<ImageShape> inputs) {
    ImageShape input = only(inputs);
    check(input.channels() == channels, channels + " channels, found " + input);
    return input;
  }

  static ImageShape only(List<ImageShape> inputs) {
    check(inputs.size() == 1, "one input, found " + inputs.size());
    return inputs.get(0);
  }

  /** The features of a vector. */
  static int vector(ImageShape input) {
    check(
        input.height() == 1 && input.width() == 1,
        "a vector, which flatten or global-avg-pool gives, found " + input);
    return input.channels();
  }

  /** The shape of a sum: the one shape that all inputs have. */
  static ImageShape summed(List<ImageShape> inputs) {
    checkSeveral(inputs);
    check(inputs.stream().distinct().count() == 1, "inputs of one shape, found " + inputs);
    return inputs.get(0);
  }

  /** The shape of the inputs' channels one after another. */
  static ImageShape joined(List<ImageShape> inputs) {
    checkSeveral(inputs);
    ImageShape first = inputs.get(0);
    check(
        inputs.stream().allMatch(i -> i.height() == first.height() && i.width() == first.width()),
        "inputs of one height and width, found " + inputs);
    int channels = inputs.stream().map(ImageShape::channels).reduce(0, Math::addExact);
    return new ImageShape(channels, first.height(), first.width());
  }

  private static void checkSeveral(List<ImageShape> inputs) {
    check(inputs.size() >= 2, "two inputs or more, found " + inputs.size());
  }

  /** Throws an IllegalArgumentException that says what was expected, unless it holds. */
  public static void check(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected);
    }
  }
}
