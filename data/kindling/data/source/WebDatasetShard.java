package kindling.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.files.ArchiveTree;
import kindling.data.files.Archives;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import org.apache.hadoop.fs.Path;

/**
 * The samples of a tar file: an image and its label, files of one name up to its first dot.
 *
 * @param leftOut what else is in it
 */
record WebDatasetShard(String file, List<Sample> samples, Tally leftOut) {
  /** An image's entry, and the name of its class. */
  record Sample(String entry, String of) {}

  private static final String CLS = "cls";
  private static final String JSON = "json";

  /** In a JSON file; the first that is there. */
  private static final List<String> FIELDS = List.of("label", CLS);

  /**
   * Whether a tar file looks like one: an image has a file of its class beside it, or a JSON file
   * where no folders may be classes.
   */
  static boolean isOne(FileTree tree) {
    return hasSample(tree, CLS::equals)
        || tree.imageFolders().isEmpty() && hasSample(tree, JSON::equals);
  }

  private static boolean hasSample(FileTree folder, Predicate<String> ending) {
    Set<String> keys = new HashSet<>();
    folder.others().stream()
        .filter(name -> ending.test(ending(name)))
        .forEach(name -> keys.add(key(name)));
    return folder.images().stream().anyMatch(name -> keys.contains(key(name)))
        || folder.folders().values().stream().anyMatch(below -> hasSample(below, ending));
  }

  private static String key(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String ending(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /**
   * Lists a tar file and reads its labels.
   *
   * @throws DataException where it is damaged
   */
  static WebDatasetShard read(Storage storage, Path path, DataLimits limits) throws IOException {
    FileTree tree = ArchiveTree.of(storage, path, limits);
    WebDatasetShard shard = new WebDatasetShard(path.toString(), new ArrayList<>(), new Tally());
    try (Archives archives = new Archives(storage, limits)) {
      shard.collect(tree, archives);
    }
    return shard;
  }

  private void collect(FileTree folder, Archives archives) throws IOException {
    Map<String, String> labels = new HashMap<>();
    for (String name : folder.others()) {
      if (ending(name).equals(CLS)) {
        labels.put(key(name), name);
      } else if (ending(name).equals(JSON)) {
        labels.putIfAbsent(key(name), name);
      }
    }
    Set<String> keys = new HashSet<>();
    for (String image : folder.images()) {
      if (!keys.add(key(image))) {
        leftOut.add(LeftOut.REPEATED, 1, folder.shown(image));
        continue;
      }
      String label = labels.get(key(image));
      Optional<String> of = label == null ? Optional.empty() : label(folder.entry(label), archives);
      if (of.isPresent()) {
        samples.add(new Sample(folder.entry(image), of.get()));
      } else {
        leftOut.add(LeftOut.WITHOUT_A_LABEL, 1, folder.shown(image));
      }
    }
    List<String> ofSamples =
        folder.others().stream()
            .filter(name -> Stream.of(CLS, JSON).anyMatch(ending(name)::equals))
            .toList();
    for (String name : ofSamples) {
      if (!keys.contains(key(name))) {
        leftOut.add(LeftOut.WITHOUT_AN_IMAGE, 1, folder.shown(name));
      }
    }
    folder.without(ofSamples).tallyOwnOthers(leftOut);
    for (FileTree below : folder.folders().values()) {
      collect(below, archives);
    }
  }

  /** The text of a file, or a field of a JSON object; empty where there is none. */
  private Optional<String> label(String entry, Archives archives) throws IOException {
    try {
      String text = new String(archives.read(file, entry), StandardCharsets.UTF_8).strip();
      if (entry.endsWith(CLS)) {
        return Optional.of(text).filter(name -> !name.isEmpty());
      }
      JsonNode object = new ObjectMapper().readTree(text);
      return FIELDS.stream()
          .map(object::path)
          .filter(node -> node.isTextual() || node.isIntegralNumber())
          .map(JsonNode::asText)
          .findFirst();
    } catch (BadImageException | JsonProcessingException e) {
      throw new DataException(
          file + "!" + entry + ": expected a label, found what cannot be read: " + e.getMessage(),
          e);
    }
  }
}
