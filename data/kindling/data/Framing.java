package kindling.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * How pictures of any size are brought to the shape of a run.
 *
 * @param fit of pictures that no augmentation draws from, in training, and in scoring where {@code
 *     scoringResize} is 0
 * @param scoringResize pixels of the short side to which a picture is scaled before its centre is
 *     scored; 0: scored pictures are fitted as training's are
 */
public record Framing(ResizePolicy fit, int scoringResize) implements Serializable {
  /** Takes pictures of the run's shape alone. */
  public static final Framing EXACT = new Framing(ResizePolicy.EXACT, 0);

  public Framing {
    Objects.requireNonNull(fit, "fit");
    if (scoringResize < 0) {
      throw new IllegalArgumentException(
          "expected a short side of at least 0 pixels, found " + scoringResize);
    }
  }
}
