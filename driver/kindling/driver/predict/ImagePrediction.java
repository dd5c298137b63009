package kindling.driver.predict;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.data.BadImageException;
import kindling.data.Batches;
import kindling.data.Pixels;
import kindling.data.batch.Batch;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.Replicas;
import kindling.driver.dataset.Prefetch;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Classifies images on an executor, which reads and decodes those of the next batch meanwhile.
 * Crosses the wire.
 */
record ImagePrediction(
    Broadcast<TrainedNetwork> network, EngineSpec engine, PredictionColumns columns)
    implements Serializable {
  static final int BATCH_SIZE = 128;

  /** Reads an image in the shape of the network, by its position. */
  interface Reading {
    /**
     * Reads it.
     *
     * @throws BadImageException where this image cannot be used
     * @throws IOException where the storage failed
     */
    Pixels read(int position) throws IOException, BadImageException;
  }

  /**
   * A row for each image, in their order.
   *
   * @param paths of the images
   * @param reading called by one other thread, for rising positions
   */
  List<Row> rows(List<String> paths, Reading reading) {
    Row[] rows = new Row[paths.size()];
    String[] reasons = new String[paths.size()];
    int count = Batches.count(paths.size(), BATCH_SIZE);
    try (Prefetch batches =
        new Prefetch(0, count, i -> batch(i, count, paths.size(), reading, reasons))) {
      Replicas.with(
          engine,
          columns.outputs().of(network.value().architecture()),
          replica -> {
            Classifier classifier = Classifier.on(replica, network.value(), columns.outputs());
            while (batches.hasNext()) {
              classify(classifier, batches.next(), paths, rows);
            }
            return rows;
          });
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] == null) {
        rows[i] = columns.unreadable(paths.get(i), reasons[i]);
      }
    }
    return Arrays.asList(rows);
  }

  private void classify(Classifier classifier, Batch batch, List<String> paths, Row... rows) {
    if (batch.size() == 0) {
      return;
    }
    List<Prediction> predictions = classifier.classify(batch);
    for (int i = 0; i < predictions.size(); i++) {
      int position = batch.ids()[i];
      rows[position] = columns.of(paths.get(position), predictions.get(i));
    }
  }

  /** Those of a batch's images that can be read; of the others the reasons. */
  private Batch batch(int index, int count, int size, Reading reading, String... reasons) {
    List<Pixels> read = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int end = Batches.start(size, count, index + 1);
    for (int position = Batches.start(size, count, index); position < end; position++) {
      try {
        read.add(reading.read(position));
        positions.add(position);
      } catch (BadImageException e) {
        reasons[position] = e.getMessage();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    int[] ids = positions.stream().mapToInt(Integer::intValue).toArray();
    return read.isEmpty()
        ? new Batch(network.value().architecture().input(), ids, ids, new float[0])
        : network.value().batch(read, ids);
  }
}
