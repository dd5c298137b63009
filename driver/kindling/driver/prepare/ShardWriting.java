package kindling.driver.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import kindling.data.Storage;
import kindling.data.parquet.ImageFileWriter;
import kindling.data.parquet.ImageRow;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * How a shard is written: under a name of the attempt's own, then its summary, and then under its
 * name, so that a shard of that name is whole and has a summary. On executors.
 *
 * @param folder of the prepared set
 * @param classes their names, by label
 */
record ShardWriting(String folder, List<String> classes, Broadcast<Storage> storage)
    implements Serializable {

  /** Writes the images, which come in their order, into the file of this name. */
  WrittenShard write(String name, Iterator<Tuple2<Integer, ReadImage>> images) throws IOException {
    PreparedFolder files = new PreparedFolder(new Path(folder), storage.value());
    Path aside = files.unfinished(name, TaskContext.get().taskAttemptId());
    ShardSummary.Builder summary = new ShardSummary.Builder(classes.size());
    ImageFileWriter writer = new ImageFileWriter(storage.value().create(aside), classes);
    try (writer) {
      while (images.hasNext()) {
        ReadImage image = images.next()._2();
        summary.add(image);
        if (image.problem() == null) {
          writer.write(new ImageRow(image.bytes(), image.place(), image.label()));
        }
      }
      writer.describe(summary.build().verified());
    }
    WrittenShard shard =
        new WrittenShard(
            PreparedFolder.DATA + "/" + name, writer.size(), writer.sha256Hex(), summary.build());
    files.publish(name, aside, shard);
    return shard;
  }
}
