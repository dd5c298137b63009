package kindling.model.inference;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network says of one image.
 *
 * @param classes the names of all, by label
 * @param logits of all classes, by label
 * @param probabilities their softmax, each from 0 to 1
 * @param features what the head took: the embedding of the image; empty unless it was asked for
 */
public record Prediction(
    List<String> classes, float[] logits, double[] probabilities, float[] features)
    implements Serializable {

  /** A class and how probable it is, from 0 to 1. */
  public record Ranked(int label, String name, double probability) implements Serializable {}

  /** The index of the most probable class; of several, the first. */
  public int label() {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** The name of the most probable class. */
  public String name() {
    return classes.get(label());
  }

  /** The most probable classes, those before others; of equal ones, the lower label. */
  public List<Ranked> top(int count) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(label -> -logits[label])
                .thenComparing(label -> label))
        .limit(count)
        .map(label -> new Ranked(label, classes.get(label), probabilities[label]))
        .toList();
  }
}
