package kindling.driver.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kindling.data.parquet.VerifiedImages;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;

/**
 * What a shard holds, kept beside it until the manifest is written; merges over shards; crosses the
 * wire.
 *
 * @param images that are in it
 * @param bytes of these as they are encoded
 * @param largest bytes of one of them
 * @param classCounts images by label
 * @param heights how many images have each
 * @param widths the same
 * @param sums over the pixels of all images, in three channels
 * @param digestHigh of labels and encoded images, whatever their order
 * @param digestLow the same
 * @param unreadable images that are left out
 */
record ShardSummary(
    int images,
    long bytes,
    int largest,
    long[] classCounts,
    Map<Integer, Integer> heights,
    Map<Integer, Integer> widths,
    ChannelSums sums,
    long digestHigh,
    long digestLow,
    List<Unreadable> unreadable)
    implements Serializable {

  /** An image that is left out. */
  record Unreadable(String place, String reason) implements Serializable {}

  static ShardSummary empty(int classes) {
    return new ShardSummary(
        0,
        0,
        0,
        new long[classes],
        Map.of(),
        Map.of(),
        new ChannelSums(0, new long[3], new long[3]),
        0,
        0,
        List.of());
  }

  DatasetDigest digest() {
    return new DatasetDigest(digestHigh, digestLow);
  }

  /** Of the images that are in it. */
  VerifiedImages verified() {
    return new VerifiedImages(images, bytes, largest, most(heights), most(widths), sums, digest());
  }

  private static int most(Map<Integer, Integer> sizes) {
    return sizes.keySet().stream().max(Integer::compare).orElse(0);
  }

  /** Of both together. */
  ShardSummary merge(ShardSummary other) {
    long[] counts = classCounts.clone();
    for (int label = 0; label < counts.length; label++) {
      counts[label] += other.classCounts[label];
    }
    List<Unreadable> all = new ArrayList<>(unreadable);
    all.addAll(other.unreadable);
    DatasetDigest both = digest().merge(other.digest());
    return new ShardSummary(
        images + other.images,
        bytes + other.bytes,
        Math.max(largest, other.largest),
        counts,
        merged(heights, other.heights),
        merged(widths, other.widths),
        sums.merge(other.sums),
        both.high(),
        both.low(),
        all);
  }

  private static Map<Integer, Integer> merged(Map<Integer, Integer> a, Map<Integer, Integer> b) {
    Map<Integer, Integer> all = new TreeMap<>(a);
    b.forEach((size, count) -> all.merge(size, count, Integer::sum));
    return all;
  }

  /** Counts a shard's images one by one, on an executor. */
  static final class Builder {
    private final long[] classCounts;
    private final Map<Integer, Integer> heights = new TreeMap<>();
    private final Map<Integer, Integer> widths = new TreeMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private ChannelSums sums = new ChannelSums(0, new long[3], new long[3]);
    private DatasetDigest digest = DatasetDigest.EMPTY;
    private int images;
    private long bytes;
    private int largest;

    Builder(int classes) {
      classCounts = new long[classes];
    }

    void add(ReadImage image) {
      if (image.problem() != null) {
        unreadable.add(new Unreadable(image.place(), image.problem()));
        return;
      }
      images++;
      bytes += image.bytes().length;
      largest = Math.max(largest, image.bytes().length);
      classCounts[image.label()]++;
      heights.merge(image.height(), 1, Integer::sum);
      widths.merge(image.width(), 1, Integer::sum);
      sums = sums.merge(image.sums());
      digest = digest.merge(DatasetDigest.of(image.label(), image.bytes()));
    }

    ShardSummary build() {
      return new ShardSummary(
          images,
          bytes,
          largest,
          classCounts,
          heights,
          widths,
          sums,
          digest.high(),
          digest.low(),
          unreadable);
    }
  }
}
