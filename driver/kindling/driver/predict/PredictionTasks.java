package kindling.driver.predict;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kindling.data.Batches;
import kindling.data.SourceReadException;
import kindling.data.Storage;
import kindling.data.source.Example;
import kindling.data.source.ExampleReader;
import kindling.data.source.Examples;
import kindling.data.source.Source;
import kindling.data.source.UnlabeledImages;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * What executors do with the images of a source. How they are cut into parts depends on their
 * number alone, so that the same rows come out wherever they are computed. Crosses the wire.
 *
 * @param classified counts images as they are, those of tasks that are tried again too
 */
record PredictionTasks(
    ImagePrediction prediction,
    Source source,
    Broadcast<Storage> storage,
    LongAccumulator classified)
    implements Serializable {

  /** Runs of the images, in their order, whose sizes differ by at most one. */
  static List<Examples> parts(UnlabeledImages images, int imagesOfPart) {
    Examples all = images.examples();
    int count = Batches.count(all.size(), imagesOfPart);
    List<Examples> parts = new ArrayList<>(count);
    for (int part = 0; part < count; part++) {
      int from = Batches.start(all.size(), count, part);
      int to = Batches.start(all.size(), count, part + 1);
      parts.add(Examples.of(List.copyOf(all.subList(from, to))));
    }
    return parts;
  }

  /** The rows of a part's images. */
  Iterator<Row> rows(Examples part) throws IOException {
    List<String> paths = part.stream().map(Example::toString).toList();
    try (ExampleReader reader = source.open(storage.value())) {
      List<Row> rows =
          prediction.rows(
              paths,
              position -> {
                try {
                  return prediction.network().value().fit(reader.read(part.get(position)));
                } catch (IOException e) {
                  throw SourceReadException.of(paths.get(position), e);
                }
              });
      classified.add(rows.size());
      return rows.iterator();
    }
  }
}
