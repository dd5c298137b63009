package kindling.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.data.source.DataFormat;
import kindling.data.source.DataSettings;
import kindling.data.source.Datasets;
import kindling.data.source.FormatSettings;
import kindling.data.source.OrientationPolicy;
import kindling.data.source.ShardLoader;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.dataset.cache.FirstPass;
import kindling.driver.fixtures.LocalSpark;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedSplitTest {
  private static final Pattern SAID =
      Pattern.compile("worker (\\d+) .* found digest (\\S+), expected (\\w+)");

  @TempDir Path folder;

  private void image(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 2, rgb);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static List<String> digests(ShardedSplit split) {
    return split.shards().map(shard -> shard.report().digest().toString()).collect();
  }

  @Test
  void filesThatChangeDuringTheRunAreFoundOutWhenTheyAreReadAgain() throws IOException {
    for (int i = 0; i < 10; i++) {
      image("cat/" + i + ".png", i);
      image("dog/" + i + ".png", 100 + i);
    }
    Storage storage = new Storage(new Configuration());
    Catalog catalog =
        Catalog.open(
            new DataSettings(
                folder.toString(),
                DataFormat.AUTO,
                0,
                0,
                0,
                OrientationPolicy.APPLY,
                Framing.EXACT,
                0.2,
                0.2,
                10,
                10,
                1,
                DataLimits.DEFAULT,
                FormatSettings.DEFAULT),
            storage);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      ShardedSplit split = read(spark, catalog, storage, CacheSettings.Kind.DECODED);
      List<String> digests = digests(split);
      Path file = Path.of(URI.create(catalog.training().get(0).file()));
      byte[] before = Files.readAllBytes(file);
      image(folder.relativize(file).toString(), 0xFFFFFF);
      assertThat(split.shards().count())
          .as("from memory, though the file is another by now")
          .isEqualTo(2);

      spark.getPersistentRDDs().values().forEach(shards -> shards.unpersist(true));
      Throwable thrown = catchThrowable(() -> split.shards().count());

      assertThat(thrown.getCause())
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("the training split changed during the run", "--resume");
      Matcher said = SAID.matcher(thrown.getCause().getMessage());
      assertThat(said.find()).as(thrown.getCause().getMessage()).isTrue();
      assertThat(said.group(3)).isEqualTo(digests.get(Integer.parseInt(said.group(1))));
      assertThat(said.group(2)).isNotIn(digests);
      Files.write(file, before);
      assertThat(digests(split)).isEqualTo(digests);
    }
  }

  @Test
  void whatTasksCarryDoesNotGrowWithTheExamples() throws IOException {
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      assertThat(carried(spark, 5000)).isEqualTo(carried(spark, 50));
    }
  }

  /** Bytes that go out with a task of a worker, and once with the tasks of a stage. */
  private static List<Integer> carried(JavaSparkContext spark, int examples) throws IOException {
    Catalog catalog = Catalog.open(Datasets.shapes(examples, 10), Datasets.STORAGE);
    ShardedSplit split = read(spark, catalog, Datasets.STORAGE, CacheSettings.Kind.DECODED);
    RDD<?> tasks = split.cached().rdd();
    return List.of(bytes(tasks.partitions()[0]), bytes(tasks));
  }

  private static ShardedSplit read(
      JavaSparkContext spark, Catalog catalog, Storage storage, CacheSettings.Kind kind) {
    return new SplitReader(
            spark,
            catalog.source(),
            spark.broadcast(storage),
            1,
            LocalSpark.REQUEST,
            new CacheSettings(kind, 1, 0),
            0,
            FirstPass.NONE)
        .read("training", catalog.training(), 2, ShardLoader.Framed.FOR_TRAINING, kind);
  }

  private static int bytes(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.size();
  }
}
