package kindling.driver.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kindling.data.picture.Thumbnail;
import kindling.data.shard.Shard;
import kindling.driver.dataset.WorkerShard;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Pictures of a few examples of a split, from where its shards are cached. Lives on the driver. */
public final class Pictures {
  private Pictures() {}

  /** The PNG of each of these ids. */
  public static Map<Integer, byte[]> of(
      JavaSparkContext spark, String name, JavaRDD<WorkerShard> images, List<Integer> ids) {
    spark.setJobDescription("pictures of " + ids.size() + " examples of the " + name + " split");
    Set<Integer> wanted = new HashSet<>(ids);
    Map<Integer, byte[]> pictures = new HashMap<>();
    for (Thumbnail picture : images.flatMap(shard -> of(shard, wanted).iterator()).collect()) {
      pictures.put(picture.id(), picture.png());
    }
    return pictures;
  }

  private static List<Thumbnail> of(WorkerShard worker, Set<Integer> wanted) throws IOException {
    Shard shard = (Shard) worker.shard();
    List<Thumbnail> pictures = new ArrayList<>();
    for (int row = 0; row < shard.size(); row++) {
      if (wanted.contains(shard.ids()[row])) {
        pictures.add(Thumbnail.of(shard, row));
      }
    }
    return pictures;
  }
}
