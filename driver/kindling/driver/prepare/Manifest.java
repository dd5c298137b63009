package kindling.driver.prepare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kindling.data.Normalization;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import kindling.data.shard.ChannelSums;

/**
 * What a prepared set holds: manifest.json beside its shards.
 *
 * @param kindling the version that wrote it
 * @param classes their names, by label
 * @param beside files of the source in no split, by the reason
 */
record Manifest(
    String kindling,
    Recipe recipe,
    List<String> classes,
    List<SplitPart> splits,
    Map<String, Integer> beside) {

  /**
   * A split.
   *
   * @param origin where it was found
   * @param imageBytes of the encoded images
   * @param classCounts images by label
   * @param mean by channel (red, green, blue) over the pixels of all images at their own sizes, in
   *     the range 0 to 1
   * @param deviation the same
   * @param pixels the exact sums behind mean and deviation, of bytes
   * @param digest of labels and encoded images, in whatever order
   * @param leftOut files of the source that are no examples, by the reason
   * @param unreadable every image that cannot be read
   */
  record SplitPart(
      String split,
      String origin,
      int images,
      long imageBytes,
      long[] classCounts,
      float[] mean,
      float[] deviation,
      ChannelSums pixels,
      Spread heights,
      Spread widths,
      String digest,
      List<Shard> shards,
      Map<String, Integer> leftOut,
      List<ShardSummary.Unreadable> unreadable) {

    static SplitPart of(PreparedSplit split, List<WrittenShard> written, int classes) {
      ShardSummary all =
          written.stream()
              .map(WrittenShard::summary)
              .reduce(ShardSummary.empty(classes), ShardSummary::merge);
      Normalization constants = all.sums().normalization();
      List<Shard> shards = new ArrayList<>();
      written.forEach(shard -> shards.add(Shard.of(shard)));
      return new SplitPart(
          split.name(),
          split.found().origin(),
          all.images(),
          all.bytes(),
          all.classCounts(),
          constants.mean(),
          constants.std(),
          all.sums(),
          Spread.of(all.heights()),
          Spread.of(all.widths()),
          all.digest().toString(),
          shards,
          reasons(split.found().leftOut()),
          all.unreadable());
    }
  }

  /** A shard's file. */
  record Shard(String file, int images, long bytes, String sha256) {
    static Shard of(WrittenShard shard) {
      return new Shard(shard.file(), shard.summary().images(), shard.fileBytes(), shard.sha256());
    }
  }

  /** Sizes of images in pixels. */
  record Spread(int smallest, int median, int largest) {
    static Spread of(Map<Integer, Integer> counts) {
      TreeMap<Integer, Integer> sorted = new TreeMap<>(counts);
      int half = (sorted.values().stream().mapToInt(Integer::intValue).sum() + 1) / 2;
      int median = 0;
      int seen = 0;
      for (Map.Entry<Integer, Integer> size : sorted.entrySet()) {
        seen += size.getValue();
        if (seen >= half) {
          median = size.getKey();
          break;
        }
      }
      return new Spread(sorted.firstKey(), median, sorted.lastKey());
    }
  }

  static Map<String, Integer> reasons(Tally leftOut) {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    for (Map.Entry<LeftOut, Integer> reason : leftOut.counts().entrySet()) {
      reasons.put(reason.getKey().title(), reason.getValue());
    }
    return reasons;
  }
}
