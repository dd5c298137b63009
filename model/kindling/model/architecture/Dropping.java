package kindling.model.architecture;

import java.util.List;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/** A layer without parameters that makes some of its input zero in training, and nothing else. */
public sealed interface Dropping extends Layer {
  /** Those that a configuration may name; where networks drop branches is a setting of a run. */
  static List<LayerKind> kinds() {
    return List.of(new LayerKind("dropout", Dropout::read));
  }

  @Override
  default ImageShape output(List<ImageShape> inputs) {
    return ShapeRules.only(inputs);
  }

  /**
   * In training, zeroes elements with this probability and divides the others by its complement
   * (Srivastava et al., Dropout, 2014); in evaluation, nothing.
   */
  record Dropout(double probability) implements Dropping {
    public Dropout {
      ShapeRules.check(probability >= 0 && probability < 1, "a probability from 0 to below 1");
    }

    private static LayerKind.Form read(Keys keys) {
      double probability = keys.number("probability", 0.5, Range.BELOW_ONE);
      return (inputs, classes) -> new Dropout(probability);
    }
  }

  /**
   * In training, makes a whole image zero with this probability and divides the others by its
   * complement; in evaluation, nothing. Before a sum it leaves out a residual branch (Huang et al.,
   * Deep Networks with Stochastic Depth, 2016, section 3, which scales in evaluation instead; in
   * this form it is torchvision's {@code StochasticDepth} by rows).
   */
  record StochasticDepth(double probability) implements Dropping {
    public StochasticDepth {
      ShapeRules.check(probability >= 0 && probability < 1, "a probability from 0 to below 1");
    }
  }
}
