package kindling.driver.report.augmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Targets;
import kindling.data.augment.Augmentation;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.picture.ContactSheet;
import kindling.data.picture.ContactSheet.Group;
import kindling.data.picture.ContactSheet.Row;
import kindling.data.picture.ContactSheet.Tile;
import kindling.data.shard.Shard;

/**
 * Examples as training shows them, made into a picture: the originals, the views of the first
 * epochs, and each change by itself as the first epoch makes it. Two images are mixed among those
 * shown. Runs on the driver.
 *
 * @param classes their names, by label
 */
public record AugmentedViews(
    Shard shard,
    List<String> classes,
    Normalization normalization,
    Augmentation augmentation,
    long seed) {

  /** A row for each image: as it is, then as each epoch sees it. */
  public ContactSheet sheet(int epochs) {
    List<Augmentation> parts = augmentation.parts();
    List<Group> groups = new ArrayList<>();
    groups.add(new Group("original", List.of("")));
    groups.add(
        new Group(
            "in training", IntStream.rangeClosed(1, epochs).mapToObj(e -> "epoch " + e).toList()));
    if (!parts.isEmpty()) {
      groups.add(
          new Group(
              "in epoch 1, each change by itself",
              parts.stream().map(Augmentation::title).toList()));
    }
    List<Map<Integer, Tile>> columns = new ArrayList<>();
    columns.add(tiles(reader(Augmentation.NONE).scoring(shard.size(), 0)));
    BatchReader training = reader(augmentation);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      columns.add(tiles(training.training(epoch, shard.size(), 0)));
    }
    parts.forEach(part -> columns.add(tiles(reader(part).training(1, shard.size(), 0))));
    return new ContactSheet(shard.shape(), groups, rows(columns));
  }

  private BatchReader reader(Augmentation changes) {
    return new BatchReader(shard, normalization, changes, seed, 0);
  }

  private List<Row> rows(List<Map<Integer, Tile>> columns) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shard.size(); i++) {
      int id = shard.ids()[i];
      rows.add(
          new Row(
              classes.get(shard.labels()[i]) + " (" + id + ")",
              columns.stream().map(tiles -> tiles.get(id)).toList()));
    }
    return rows;
  }

  /** What a batch shows of each example. */
  private Map<Integer, Tile> tiles(Batch batch) {
    Map<Integer, Tile> tiles = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      tiles.put(batch.ids()[i], new Tile(bytes(batch, i), caption(batch.targets(), i)));
    }
    return tiles;
  }

  private String caption(Targets targets, int i) {
    float share = targets.shares()[i];
    return share == 0
        ? ""
        : String.format(
            Locale.ROOT, "%.0f %% %s", 100 * (1 - share), classes.get(targets.labels()[i]));
  }

  private byte[] bytes(Batch batch, int i) {
    ImageShape shape = batch.shape();
    int plane = shape.height() * shape.width();
    byte[] bytes = new byte[shape.size()];
    for (int k = 0; k < bytes.length; k++) {
      int channel = k / plane;
      float value =
          batch.images()[i * bytes.length + k] * normalization.std()[channel]
              + normalization.mean()[channel];
      bytes[k] = (byte) Math.max(0, Math.min(255, Math.round(255 * value)));
    }
    return bytes;
  }
}
