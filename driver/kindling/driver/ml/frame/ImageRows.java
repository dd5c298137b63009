package kindling.driver.ml.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.Pixels;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.Replicas;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Adds what a network says of its image to each row, a batch of rows at a time. Crosses the wire;
 * used by one task at a time.
 *
 * @param added values that rows get
 */
record ImageRows(
    Broadcast<TrainedNetwork> network,
    EngineRequest request,
    int threads,
    Classifier.Outputs outputs,
    ImageColumn column,
    Invalid invalid,
    AddedColumns.Values added)
    implements MapPartitionsFunction<Row, Row> {
  private static final int BATCH_SIZE = 64;

  /** What becomes of rows that cannot be used. */
  enum Invalid {
    ERROR,
    SKIP,
    KEEP
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private Iterator<Row> ready = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        while (!ready.hasNext() && rows.hasNext()) {
          ready = batch(rows).iterator();
        }
        return ready.hasNext();
      }

      @Override
      public Row next() {
        return hasNext() ? ready.next() : rows.next();
      }
    };
  }

  private List<Row> batch(Iterator<Row> rows) {
    List<Row> taken = new ArrayList<>(BATCH_SIZE);
    List<Pixels> pictures = new ArrayList<>(BATCH_SIZE);
    List<Integer> places = new ArrayList<>(BATCH_SIZE);
    while (rows.hasNext() && taken.size() < BATCH_SIZE) {
      Row row = rows.next();
      Pixels picture = picture(row);
      if (picture != null) {
        places.add(taken.size());
        pictures.add(picture);
      }
      if (picture != null || invalid == Invalid.KEEP) {
        taken.add(row);
      }
    }
    Object[][] values = new Object[taken.size()][added.count()];
    if (!pictures.isEmpty()) {
      List<Prediction> predictions = classified(pictures);
      for (int i = 0; i < predictions.size(); i++) {
        values[places.get(i)] = added.of(predictions.get(i));
      }
    }
    List<Row> whole = new ArrayList<>(taken.size());
    for (int i = 0; i < values.length; i++) {
      whole.add(with(taken.get(i), values[i]));
    }
    return whole;
  }

  private List<Prediction> classified(List<Pixels> pictures) {
    TrainedNetwork trained = network.value();
    EngineOffer here = Engines.offer(request);
    if (here.refused()) {
      throw new UnsupportedOperationException(here.description());
    }
    return Replicas.with(
        new EngineSpec(request, here.description(), threads),
        outputs.of(trained.architecture()),
        engine -> Classifier.on(engine, trained, outputs).classify(trained.batch(pictures)));
  }

  /** The image of a row as the network takes it; null where it cannot be used, and may be. */
  private Pixels picture(Row row) {
    int index = row.fieldIndex(column.name());
    Object cell = row.isNullAt(index) ? null : row.get(index);
    try {
      return pixels(cell);
    } catch (BadImageException e) {
      if (invalid == Invalid.ERROR) {
        throw new DataException(
            "column "
                + column.name()
                + column.path(cell).map(path -> ", image " + path).orElse("")
                + ": "
                + e.getMessage()
                + ". Mend or remove it, or set handleInvalid to skip or keep",
            e);
      }
      return null;
    }
  }

  private Pixels pixels(Object cell) throws BadImageException {
    if (column.kind() == ImageColumn.Kind.SPARK && !SparkImage.isAbsent((Row) cell)) {
      return network.value().fit(SparkImage.pixels((Row) cell));
    }
    Object bytes =
        column.kind() == ImageColumn.Kind.STRUCT && cell instanceof Row row
            ? row.getAs("bytes")
            : cell;
    if (bytes instanceof byte[] encoded) {
      return network.value().read(encoded);
    }
    throw new BadImageException("there is no image");
  }

  private static Row with(Row row, Object... values) {
    Object[] all = Arrays.copyOf(cells(row), row.size() + values.length);
    System.arraycopy(values, 0, all, row.size(), values.length);
    return RowFactory.create(all);
  }

  private static Object[] cells(Row row) {
    Object[] cells = new Object[row.size()];
    Arrays.setAll(cells, row::get);
    return cells;
  }
}
