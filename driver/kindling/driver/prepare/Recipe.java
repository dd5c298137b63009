package kindling.driver.prepare;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kindling.data.source.Example;
import kindling.data.source.Recoding;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.RunFolderException;

/**
 * All that a prepared set's bytes depend on, beside what the source's files hold.
 *
 * @param source where it lies
 * @param listingSha256 of the places and labels of all its examples
 * @param settings of the data, and the seed
 */
record Recipe(
    String source,
    String listingSha256,
    Recoding recoding,
    int imagesPerShard,
    Map<String, String> settings) {
  /** Not what the bytes depend on: what training makes of them, or the source itself. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "data.path",
          "data.max-bad-fraction",
          "data.examples-per-class",
          "data.cache",
          "data.decode-threads",
          "data.disk",
          "data.fit",
          "data.height",
          "data.width",
          "data.scoring-resize",
          "data.size",
          "data.sampling");

  static Recipe of(
      String source,
      List<PreparedSplit> splits,
      Recoding recoding,
      int imagesPerShard,
      Settings settings) {
    Map<String, String> data = new TreeMap<>();
    settings
        .resolved()
        .values()
        .forEach(
            (key, value) -> {
              boolean matters = key.startsWith("data.") && !key.startsWith("data.normalization");
              if (key.equals("seed") || matters && !LEFT_OUT.contains(key)) {
                data.put(key, value);
              }
            });
    return new Recipe(source, sha256(splits), recoding, imagesPerShard, data);
  }

  private static String sha256(List<PreparedSplit> splits) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (PreparedSplit split : splits) {
        sha.update(split.name().getBytes(StandardCharsets.UTF_8));
        for (Example example : split.examples()) {
          byte[] place = example.toString().getBytes(StandardCharsets.UTF_8);
          sha.update(ByteBuffer.allocate(8).putInt(example.label()).putInt(place.length).array());
          sha.update(place);
        }
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Throws where a folder holds a set of another recipe. */
  void checkSame(Recipe found, Object at) {
    List<String> differences = new ArrayList<>();
    differ("source", found.source, source, differences);
    differ("recoding", found.recoding, recoding, differences);
    differ("images of a shard", found.imagesPerShard, imagesPerShard, differences);
    Set<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(found.settings.keySet());
    keys.forEach(key -> differ(key, found.settings.get(key), settings.get(key), differences));
    if (differences.isEmpty()) {
      differ("files of the source", found.listingSha256, listingSha256, differences);
    }
    if (!differences.isEmpty()) {
      throw new RunFolderException(
          at
              + ": expected a set that is prepared in the same way, found another: "
              + String.join("; ", differences)
              + ". Name another folder, or remove this one");
    }
  }

  private static void differ(String what, Object was, Object is, List<String> differences) {
    if (!Objects.equals(was, is)) {
      differences.add(what + " was " + was + " and is now " + is);
    }
  }
}
