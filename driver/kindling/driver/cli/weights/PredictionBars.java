package kindling.driver.cli.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.driver.predict.SingleImages;
import kindling.model.inference.Prediction;

/** What people see of a few images: a bar for each of the most probable classes. */
final class PredictionBars {
  private static final int WIDTH = 80;
  private static final int NAME_AT_MOST = 32;
  private static final String FIGURE = " 100.00 %  ";

  private PredictionBars() {}

  /** The lines of an image that was classified, none wider than a terminal. */
  static List<String> lines(String path, List<Prediction.Ranked> ranked) {
    int name = ranked.stream().mapToInt(one -> shown(one.name()).length()).max().orElse(0);
    int bar = WIDTH - 2 - name - FIGURE.length();
    List<String> lines = new ArrayList<>(List.of(path));
    for (Prediction.Ranked one : ranked) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "  %-" + Math.max(1, name) + "s %6.2f %%  %s",
                  shown(one.name()),
                  100 * one.probability(),
                  "█".repeat((int) Math.round(bar * one.probability())))
              .stripTrailing());
    }
    return lines;
  }

  private static String shown(String name) {
    return name.length() <= NAME_AT_MOST ? name : name.substring(0, NAME_AT_MOST - 2) + "..";
  }

  /** The object of {@code --json}. */
  static Map<String, Object> json(List<SingleImages.Seen> seen, int top) {
    List<Map<String, Object>> images = new ArrayList<>();
    for (SingleImages.Seen image : seen) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("path", image.path());
      image
          .prediction()
          .ifPresentOrElse(
              prediction -> {
                json.put("prediction", prediction.name());
                json.put("probabilities", probabilities(prediction.top(top)));
              },
              () -> json.put("error", image.error()));
      images.add(json);
    }
    return Map.of("images", images);
  }

  private static List<Map<String, Object>> probabilities(List<Prediction.Ranked> ranked) {
    List<Map<String, Object>> json = new ArrayList<>();
    for (Prediction.Ranked one : ranked) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("class", one.name());
      entry.put("probability", one.probability());
      json.add(entry);
    }
    return json;
  }
}
