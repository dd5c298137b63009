package kindling.driver.config.training;

import java.util.List;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;

/**
 * How much the examples of each class weigh in the loss.
 *
 * @param given weight of each class, for {@link Kind#GIVEN}; at least 0, one above
 */
public record ClassWeights(Kind kind, List<Double> given) {
  static final ClassWeights NONE = new ClassWeights(Kind.NONE, List.of());
  private static final ClassWeights BALANCED = new ClassWeights(Kind.BALANCED, List.of());

  /** Where weights come from. */
  public enum Kind {
    /** All weigh alike. */
    NONE,
    /** From the counts of the training split: examples / (classes × examples of the class). */
    BALANCED,
    /** From the settings. */
    GIVEN
  }

  public ClassWeights {
    given = List.copyOf(given);
  }

  static ClassWeights read(KeyReader keys) {
    return keys.parsed(
        "loss.class-weights",
        NONE,
        "none, balanced or a list of numbers of at least 0, one for each class",
        ClassWeights::parse,
        weights -> weights.kind == Kind.GIVEN ? weights.given : KeyReader.word(weights.kind));
  }

  private static ClassWeights parse(Object written) {
    if (written instanceof List<?> list) {
      List<Double> weights = list.stream().map(ClassWeights::number).toList();
      if (weights.stream().noneMatch(weight -> weight > 0)) {
        throw new IllegalArgumentException();
      }
      return new ClassWeights(Kind.GIVEN, weights);
    }
    return switch (String.valueOf(written)) {
      case "none" -> NONE;
      case "balanced" -> BALANCED;
      default -> throw new IllegalArgumentException();
    };
  }

  private static double number(Object written) {
    if (written instanceof Number number
        && number.doubleValue() >= 0
        && number.floatValue() < Float.POSITIVE_INFINITY) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException();
  }

  /**
   * The weights of a data set's classes; none where all weigh alike.
   *
   * @param counts training examples of each class
   * @throws ConfigurationException where those given are more or fewer
   */
  public float[] of(int[] counts) {
    if (kind == Kind.GIVEN && given.size() != counts.length) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "loss.class-weights: expected a number for each of the %d classes, found %d",
              counts.length,
              given.size()));
    }
    float[] weights = new float[kind == Kind.NONE ? 0 : counts.length];
    long examples = 0;
    for (int count : counts) {
      examples += count;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          kind == Kind.GIVEN
              ? given.get(i).floatValue()
              : counts[i] == 0 ? 0 : (float) ((double) examples / counts.length / counts[i]);
    }
    return weights;
  }
}
