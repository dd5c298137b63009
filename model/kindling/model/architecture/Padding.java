package kindling.model.architecture;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;

/** Pixels around an image that a window moves over: what they hold is the layer's matter. */
public record Padding(int top, int left, int bottom, int right) implements Serializable {
  /** No pixels. */
  public static final Padding NONE = of(0);

  private static final int MOST = 1_000_000;

  public Padding {
    ShapeRules.check(
        Math.min(Math.min(top, left), Math.min(bottom, right)) >= 0, "a padding of at least 0");
  }

  /** As many on all sides. */
  public static Padding of(int pixels) {
    return new Padding(pixels, pixels, pixels, pixels);
  }

  /** The setting {@code padding}: one number, or a list of four. */
  static Padding read(Keys keys) {
    return keys.parsed(
        "padding",
        NONE,
        String.format(
            Locale.ROOT,
            "a whole number from 0 to %d, or four of them: [top, left, bottom, right]",
            MOST),
        Padding::parsed,
        padding -> padding.isUniform() ? padding.top : padding.sides());
  }

  private static Padding parsed(Object written) {
    if (!(written instanceof List<?> sides)) {
      return of(pixels(written));
    }
    if (sides.size() != 4) {
      throw new IllegalArgumentException("expected four sides, found " + sides.size());
    }
    return new Padding(
        pixels(sides.get(0)), pixels(sides.get(1)), pixels(sides.get(2)), pixels(sides.get(3)));
  }

  private static int pixels(Object written) {
    if (written instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() <= MOST) {
      return number.intValue();
    }
    throw new IllegalArgumentException("expected a whole number, found " + written);
  }

  /** [top, left, bottom, right]. */
  public List<Integer> sides() {
    return List.of(top, left, bottom, right);
  }

  /** Whether all sides have as many. */
  public boolean isUniform() {
    return equals(of(top));
  }

  /** The most that a side has. */
  int most() {
    return Stream.of(top, left, bottom, right).reduce(0, Math::max);
  }

  /** The shape of an image with these pixels around it. */
  public ImageShape around(ImageShape image) {
    return new ImageShape(
        image.channels(), image.height() + top + bottom, image.width() + left + right);
  }

  /** One number, or [top, left, bottom, right]. */
  @Override
  public String toString() {
    return isUniform() ? String.valueOf(top) : sides().toString();
  }
}
