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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kindling.data.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What the files of a run folder say, of a finished run or one that is under way. Lives on the
 * driver.
 *
 * @param folder the run folder
 * @param settings every key with its value as HOCON writes it, sorted
 * @param epochs the lines of metrics.jsonl
 * @param rounds the lines of rounds.jsonl
 * @param result result.json; missing while the run is not finished
 * @param test test.json; missing likewise
 * @param mistakes mistakes.json; missing before the first epoch's end
 * @param provenance of the newest checkpoint; missing before the first one
 */
public record RunFiles(
    String folder,
    Map<String, String> settings,
    List<JsonNode> epochs,
    List<JsonNode> rounds,
    JsonNode result,
    JsonNode test,
    JsonNode mistakes,
    JsonNode provenance) {
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
    List<JsonNode> epochs = lines(new Path(root, "metrics.jsonl"), storage);
    return Optional.of(
        new RunFiles(
            root.toString(),
            settings(config, storage),
            epochs,
            lines(new Path(root, "rounds.jsonl"), storage),
            tree(new Path(root, "result.json"), storage),
            tree(new Path(root, "test.json"), storage),
            tree(new Path(root, "mistakes.json"), storage),
            provenance(new Path(root, "checkpoints"), storage)));
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

  /** The scores of the test split where there are any, else of validation. */
  public JsonNode scored() {
    return test.isMissingNode() ? last().path("validation") : test;
  }

  /** Which split {@link #scored} is of. */
  public String scoredSplit() {
    return test.isMissingNode() ? "validation" : "test";
  }

  /** The name of a class. */
  public String className(int label) {
    return provenance.path("classes").path(label).asText("class " + label);
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
    if (storage.exists(file)) {
      for (String line : text(file, storage).lines().toList()) {
        lines.add(parsed(line, file + ", line " + (lines.size() + 1)));
      }
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

  /** Of the newest checkpoint that has one; names sort by progress. */
  private static JsonNode provenance(Path checkpoints, Storage storage) throws IOException {
    if (!storage.exists(checkpoints)) {
      return MissingNode.getInstance();
    }
    FileStatus[] found = storage.fileSystem(checkpoints).listStatus(checkpoints);
    List<Path> newestFirst =
        Arrays.stream(found)
            .map(FileStatus::getPath)
            .filter(path -> path.getName().startsWith("epoch-"))
            .sorted(Comparator.comparing(Path::getName).reversed())
            .toList();
    for (Path checkpoint : newestFirst) {
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
