package kindling.model.families;

import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A factor of all channels of a network (Howard et al., MobileNets, 2017, section 3.3).
 *
 * @param factor above 0
 */
record WidthMultiplier(double factor) {
  /** How a name says it: {@code -w0.75}; nothing for 1. */
  static final String SUFFIX = "(-w(?<width>\\d(\\.\\d{1,3})?))?";

  /** The fewest channels that a multiplier leaves. */
  private static final int LEAST = 8;

  /** That of a name; none where it is 0. */
  static Optional<WidthMultiplier> of(Matcher name) {
    String written = name.group("width") == null ? "1" : name.group("width");
    return Optional.of(new WidthMultiplier(Double.parseDouble(written)))
        .filter(width -> width.factor > 0);
  }

  /** Channels rounded down, as in the sources of the first MobileNets. */
  int whole(int channels) {
    return Math.max(LEAST, (int) (channels * factor));
  }

  /**
   * Channels rounded to a multiple of 8 that is not more than a tenth too small, as in torchvision.
   */
  int multipleOf8(double channels) {
    int rounded = Math.max(LEAST, (int) (channels * factor + 4) / 8 * 8);
    return rounded < 0.9 * channels * factor ? rounded + 8 : rounded;
  }
}
