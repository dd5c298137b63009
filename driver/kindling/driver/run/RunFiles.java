package kindling.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kindling.data.Storage;
import kindling.driver.run.folder.LineFile;
import org.apache.hadoop.fs.Path;

/**
 * What the files of a run folder say, of a finished run or one that is under way. Lives on the
 * driver.
 *
 * @param folder the run folder
 * @param settings every key with its value as HOCON writes it, sorted
 * @param epochs the lines of metrics.jsonl
 * @param rounds the lines of rounds.jsonl; of a long run {@value #MOST_ROUNDS} or fewer, evenly
 *     spaced, and the newest
 * @param result result.json; missing while the run is not finished
 * @param validation validation.json, the newest epoch's; missing before the first epoch's end
 * @param test test.json; missing while the run is not finished
 * @param mistakes mistakes.json; missing before the first epoch's end
 * @param provenance of the newest checkpoint; missing before the first one
 */
public record RunFiles(
    String folder,
    Map<String, String> settings,
    List<JsonNode> epochs,
    List<JsonNode> rounds,
    JsonNode result,
    JsonNode validation,
    JsonNode test,
    JsonNode mistakes,
    JsonNode provenance) {
  static final int MOST_ROUNDS = 20_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a run folder on any Hadoop file system; nothing where it holds no run.
   *
   * @throws IOException when the storage fails or a file is not what a run writes; the message
   *     names it
   */
  public static Optional<RunFiles> read(Path root, Storage storage) throws IOException {
    Path config = new Path(root, "config.conf");
    if (!storage.exists(config)) {
      return Optional.empty();
    }
    List<JsonNode> epochs = lines(new Path(root, RunFolder.METRICS), storage);
    return Optional.of(
        new RunFiles(
            root.toString(),
            settings(config, storage),
            epochs,
            thinned(new Path(root, RoundLog.FILE), storage),
            tree(new Path(root, "result.json"), storage),
            tree(new Path(root, EpochLog.NEWEST), storage),
            tree(new Path(root, "test.json"), storage),
            tree(new Path(root, "mistakes.json"), storage),
            provenance(root, storage)));
  }

  /** Whether the folder is a search's or a study's, which holds folders of runs. */
  public boolean holdsRuns() {
    return settings.keySet().stream()
        .anyMatch(key -> key.startsWith("search.") || key.startsWith("study."));
  }

  /** The name of the run: that of its folder. */
  public String name() {
    return new Path(folder).getName();
  }

  /** A setting's value; empty where the run knows no such key. */
  public String setting(String key) {
    return settings.getOrDefault(key, "").replaceAll("^\"|\"$", "");
  }

  /** The newest line of metrics.jsonl; missing before the first epoch's end. */
  public JsonNode last() {
    return epochs.isEmpty() ? MissingNode.getInstance() : epochs.get(epochs.size() - 1);
  }

  /**
   * The line of the epoch whose weights are final, or of the newest one while the run is not
   * finished; missing before the first epoch's end.
   */
  public JsonNode shown() {
    int epoch = result.path("final_epoch").asInt(epochs.size());
    return epoch < 1 || epoch > epochs.size() ? last() : epochs.get(epoch - 1);
  }

  /** The scores of the test split where there are any, else of validation. */
  public JsonNode scored() {
    return test.isMissingNode() ? validation : test;
  }

  /** The epoch whose weights {@link #scored} is of. */
  public int scoredEpoch() {
    return scored().path("epoch").asInt(shown().path("epoch").asInt());
  }

  /** Which split {@link #scored} is of. */
  public String scoredSplit() {
    return test.isMissingNode() ? "validation" : "test";
  }

  /** The name of a class. */
  public String className(int label) {
    return provenance.path("data").path("classes").path(label).asText("class " + label);
  }

  /**
   * Where a round ends among the epochs: 1.5 halfway through the second. Counted in examples,
   * because an epoch's last round may be shorter than the others. Before the first epoch's end it
   * is the round's number.
   */
  public double place(JsonNode round) {
    return epochs.isEmpty()
        ? round.path("round").asDouble()
        : round.path("examples").asDouble() * epochs.size() / last().path("examples").asDouble();
  }

  private static Map<String, String> settings(Path file, Storage storage) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    try {
      Config config = ConfigFactory.parseString(text(file, storage));
      config
          .entrySet()
          .forEach(
              entry ->
                  settings.put(
                      entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise())));
    } catch (ConfigException e) {
      throw new IOException(file + " is not HOCON: " + e.getMessage(), e);
    }
    return settings;
  }

  private static List<JsonNode> lines(Path file, Storage storage) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : LineFile.read(file, storage)) {
      lines.add(parsed(line, file + ", line " + (lines.size() + 1)));
    }
    return lines;
  }

  private static List<JsonNode> thinned(Path file, Storage storage) throws IOException {
    ThinnedLines kept = new ThinnedLines(MOST_ROUNDS);
    LineFile.read(
        file,
        storage,
        line -> {
          kept.add(line);
          return true;
        });
    List<JsonNode> lines = new ArrayList<>();
    for (String line : kept.lines()) {
      lines.add(parsed(line, file.toString()));
    }
    return lines;
  }

  private static JsonNode tree(Path file, Storage storage) throws IOException {
    return storage.exists(file)
        ? parsed(text(file, storage), file.toString())
        : MissingNode.getInstance();
  }

  private static JsonNode parsed(String text, String where) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException(where + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Of the newest checkpoint that has one. */
  private static JsonNode provenance(Path root, Storage storage) throws IOException {
    for (Path checkpoint : Checkpoints.newestFirst(root, storage)) {
      JsonNode provenance = tree(new Path(checkpoint, "provenance.json"), storage);
      if (!provenance.isMissingNode()) {
        return provenance;
      }
    }
    return MissingNode.getInstance();
  }

  private static String text(Path file, Storage storage) throws IOException {
    try (var in = storage.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
