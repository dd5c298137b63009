package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;

/**
 * Reads the images of one shard, on an executor. Bad images are left out and reported; a failing
 * storage is an IOException, so that Spark retries the task.
 */
public final class ShardLoader {
  private ShardLoader() {}

  /** The shard keeps the order of the examples; they are read in the order of their places. */
  public static LoadedShard load(
      Source source, Storage storage, ImageShape shape, List<Example> share) throws IOException {
    // Each is asked for many times while places are put in order.
    List<Example> examples = List.copyOf(share);
    byte[][] images = new byte[examples.size()][];
    String[] reasons = new String[examples.size()];
    int[] places =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparing(examples::get, Example.BY_PLACE))
            .mapToInt(Integer::intValue)
            .toArray();
    int turned;
    try (ExampleReader reader = source.open(storage)) {
      for (int i : places) {
        try {
          images[i] = reader.read(examples.get(i));
        } catch (BadImageException e) {
          reasons[i] = examples.get(i) + ": " + e.getMessage();
        }
      }
      turned = reader.turned();
    }
    Shard shard = shard(shape, examples, images);
    return new LoadedShard(
        shard,
        examples.size() - shard.size(),
        named(reasons),
        turned,
        ChannelSums.of(shard),
        DatasetDigest.of(shard));
  }

  private static Shard shard(ImageShape shape, List<Example> examples, byte[][] images) {
    List<Example> read = new ArrayList<>(examples.size());
    for (int i = 0; i < images.length; i++) {
      if (images[i] != null) {
        read.add(examples.get(i));
      }
    }
    return new Shard(
        shape,
        read.stream().mapToInt(Example::id).toArray(),
        read.stream().mapToInt(Example::label).toArray(),
        Arrays.stream(images).filter(Objects::nonNull).toArray(byte[][]::new));
  }

  private static List<String> named(String[] reasons) {
    return Arrays.stream(reasons)
        .filter(Objects::nonNull)
        .limit(LoadedShard.NAMED_BAD_IMAGES)
        .toList();
  }
}
