package kindling.driver.report;

import java.util.List;
import java.util.Map;
import kindling.driver.dataset.Split;
import kindling.model.scores.Mistakes;

/**
 * What mistakes.json holds: the wrong predictions that the network was surest of.
 *
 * @param epoch after which they were made
 * @param mistakes the surest first
 */
public record PicturedMistakes(String split, int epoch, List<Pictured> mistakes) {
  /**
   * One of them.
   *
   * @param confidence from 0 to 1
   * @param png the example's picture, base64 in JSON
   */
  record Pictured(int id, int label, int predicted, double confidence, byte[] png) {}

  public static PicturedMistakes of(
      Split split, int epoch, List<Mistakes.Mistake> mistakes, Map<Integer, byte[]> pictures) {
    return new PicturedMistakes(
        split.title(),
        epoch,
        mistakes.stream()
            .map(
                made ->
                    new Pictured(
                        made.id(),
                        made.label(),
                        made.predicted(),
                        made.confidence(),
                        pictures.get(made.id())))
            .toList());
  }
}
