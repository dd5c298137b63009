package kindling.driver.report.card;

import static java.util.stream.Collectors.joining;
import static kindling.driver.report.card.Markdown.code;
import static kindling.driver.report.card.Markdown.table;
import static kindling.driver.report.card.Markdown.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import kindling.driver.dataset.DataReport;
import kindling.driver.run.RunFiles;
import kindling.driver.run.metrics.Figures;

/**
 * The model card of a finished run, from the files of its folder: README.md beside the weights, in
 * the form that model hubs show.
 *
 * <p>After Mitchell et al., "Model Cards for Model Reporting", 2019, section 4.
 */
public final class ModelCard {
  /** Its name in the run folder. */
  public static final String FILE = "README.md";

  static final int CLASSES_AT_MOST = 20;

  /** Where things lay tells of a cluster, not of the network. */
  private static final Pattern PLACE = Pattern.compile("(run\\.dir|data\\.path|mlflow\\.\\w+) =");

  private final RunFiles run;
  private final DataReport data;
  private final String chosen;

  private ModelCard(RunFiles run, DataReport data, String chosen) {
    this.run = run;
    this.data = data;
    this.chosen = chosen;
  }

  /**
   * The whole page.
   *
   * @param run that is finished
   * @param data that it read
   * @param chosen its settings that are not the defaults, a line each
   */
  public static String markdown(RunFiles run, DataReport data, String chosen) {
    return new ModelCard(run, data, chosen).page();
  }

  private String page() {
    return String.join(
        "\n",
        metadata(),
        title(),
        intendedUse(),
        data(),
        new ScoreSection(run, data.classes()).markdown(),
        recipe(),
        provenance(),
        LoadingSection.markdown(architecture(), data.classes().size()));
  }

  /** What model hubs read; a JSON string is a YAML string too. */
  private String metadata() {
    return String.format(
        Locale.ROOT,
        """
        ---
        library_name: kindling
        pipeline_tag: image-classification
        tags:
        - image-classification
        - kindling
        model-index:
        - name: %s
          results:
          - task:
              type: image-classification
            dataset:
              name: %s
              type: %s
              split: test
            metrics:
            - type: accuracy
              value: %s
        ---
        """,
        quoted(run.name()),
        quoted(dataName()),
        quoted(run.setting("data.format")),
        run.test().path("top1").asDouble());
  }

  private static String quoted(String plain) {
    return '"'
        + plain.replaceAll("\\p{Cntrl}+", " ").replace("\\", "\\\\").replace("\"", "\\\"")
        + '"';
  }

  /** The last folder of its path, which says more than the path and tells less. */
  private String dataName() {
    String path = run.setting("data.path").replaceAll("/+$", "");
    return path.isEmpty()
        ? "generated " + run.setting("data.format")
        : path.substring(path.lastIndexOf('/') + 1);
  }

  private String title() {
    JsonNode network = run.provenance().path("network");
    return String.format(
        Locale.ROOT,
        "# %s\n\n%s with %s parameters, which tells %,d classes apart on images of %s (channels,"
            + " height, width). Trained with Kindling %s.\n",
        text(run.name()),
        text(architecture()),
        Figures.count(network.path("parameters").asDouble()),
        data.classes().size(),
        text(data.images()),
        text(software("kindling")));
  }

  private String architecture() {
    return run.provenance().path("network").path("architecture").asText();
  }

  private String software(String key) {
    return run.provenance().path("software").path(key).asText();
  }

  private static String intendedUse() {
    return """
        ## Intended use
        *Say here what the network is for, who may use it, which pictures it is meant to see and which
        not, and what must not be decided by it alone.*
        """;
  }

  private String data() {
    List<List<String>> rows = new ArrayList<>();
    for (DataReport.SplitReport split : data.splits()) {
      int left = split.leftOut().values().stream().mapToInt(DataReport.Reason::files).sum();
      rows.add(
          List.of(
              text(split.split()),
              Figures.count(split.images()),
              Figures.count(left),
              origin(split)));
    }
    return "## Data\n"
        + table(List.of("split", "images", "files left out", "from"), rows)
        + "\nClasses, in the order of the labels: "
        + classes()
        + ".\n\nPixels from 0 to 1 are normalized with the mean "
        + channels("mean")
        + " and the deviation "
        + channels("std")
        + " of each channel.\n";
  }

  private static String origin(DataReport.SplitReport split) {
    String origin = split.origin().replaceAll("/+$", "");
    return text(origin.substring(origin.lastIndexOf('/') + 1));
  }

  private String classes() {
    List<String> names = data.classes();
    int shown = Math.min(CLASSES_AT_MOST, names.size());
    return String.join(", ", names.subList(0, shown).stream().map(Markdown::text).toList())
        + (shown < names.size()
            ? String.format(Locale.ROOT, " and %,d more (data.json)", names.size() - shown)
            : "");
  }

  private String channels(String key) {
    List<String> values = new ArrayList<>();
    run.provenance()
        .path("data")
        .path("normalization")
        .path(key)
        .forEach(value -> values.add(Figures.number(value.asDouble())));
    return String.join(", ", values);
  }

  private String recipe() {
    return String.format(
        Locale.ROOT,
        "## Recipe\n%s of training on %s workers, averaged; the weights are those after epoch %d."
            + " What differs from the defaults (all settings: config.conf):\n\n%s",
        Figures.epochs(run.epochs().size()),
        run.setting("workers"),
        run.result().path("final_epoch").asInt(),
        code(
            "",
            chosen
                .lines()
                .filter(line -> !PLACE.matcher(line).lookingAt())
                .collect(joining("\n"))));
  }

  private String provenance() {
    JsonNode provenance = run.provenance();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("weights, SHA-256", run.result().path("weights_sha256").asText());
    facts.put("data, digest", provenance.path("data").path("digest").asText());
    facts.put(
        "initial weights, SHA-256",
        provenance.path("training").path("initial_weights_sha256").asText());
    facts.put("seed", provenance.path("training").path("seed").asText());
    facts.put("Kindling", software("kindling") + ", commit " + software("commit"));
    facts.put("engine", software("engine"));
    facts.put("Spark", software("spark"));
    facts.put("Java", software("java"));
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((what, value) -> rows.add(List.of(what, value.isEmpty() ? "none" : text(value))));
    return "## Provenance\n" + table(List.of("", ""), rows);
  }
}
