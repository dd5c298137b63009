package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.Storage;
import kindling.data.shard.LoadedShard;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsTest {
  @TempDir Path root;

  @Test
  void zipsAndParquetAreReadInPlaceAndFilesReplaced() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, root.toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).build()) {
      Storage storage = Datasets.sent(new Storage(cluster.getFileSystem().getConf()));
      org.apache.hadoop.fs.Path zip = storage.qualify("/data/tiny.zip");
      assertThat(zip.toUri().getScheme()).isEqualTo("hdfs");
      Map<String, byte[]> entries = new LinkedHashMap<>();
      for (int i = 0; i < 20; i++) {
        entries.put("tiny/" + (i % 2 == 0 ? "a/" : "b/") + i + ".png", Datasets.png(4, 4, i));
      }
      storage.writeAtomically(zip, new byte[] {1});
      storage.writeAtomically(zip, Datasets.zip(entries));
      assertThat(storage.fileSystem(zip).listStatus(zip.getParent())).hasSize(1);

      Catalog catalog = Catalog.open(settings("/data/tiny.zip"), storage);
      LoadedShard loaded = ShardLoader.load(catalog.source(), storage, catalog.training());
      assertThat(loaded.badCount()).isZero();
      assertThat(loaded.shard().size()).isEqualTo(12);
      assertThat(catalog.training().get(0).file()).startsWith("hdfs://");
      parquetIsRead(storage);
    }
  }

  private void parquetIsRead(Storage storage) throws Exception {
    List<ParquetFiles.Row> rows = new ArrayList<>();
    for (long i = 0; i < 20; i++) {
      rows.add(new ParquetFiles.Row(Datasets.png(4, 4, (int) i), i % 2));
    }
    Path file = ParquetFiles.CONVENTION.withNames("a", "b").write(root.resolve("local"), rows);
    storage.writeAtomically(storage.qualify("/data/set/train.parquet"), Files.readAllBytes(file));

    Catalog catalog = Catalog.open(settings("/data/set"), storage);
    LoadedShard loaded = ShardLoader.load(catalog.source(), storage, catalog.training());

    assertThat(loaded.badCount()).isZero();
    assertThat(loaded.shard().size()).isEqualTo(12);
    assertThat(catalog.training().get(0).file()).startsWith("hdfs://");
  }

  private static DataSettings settings(String path) {
    return new DataSettings(
        path,
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
        FormatSettings.DEFAULT);
  }
}
