package kindling.driver.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Data frames of image files for tests, and what is asked of models. */
final class Frames {
  private Frames() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.log.level", "WARN")
        .getOrCreate();
  }

  /** The files below a folder of folders: path, image (bytes), and label, the folder's name. */
  static Dataset<Row> of(SparkSession spark, Path folder) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(folder.toUri().toString())
        .select(
            col("path"),
            col("content").as("image"),
            regexp_extract(col("path"), "([^/]+)/[^/]+$", 1).as("label"));
  }

  /** A small network that is trained in an instant. */
  static KindlingClassifier classifier() {
    return new KindlingClassifier()
        .setPathCol("path")
        .setArchitecture("mlp-8")
        .setEpochs(2)
        .setBatchSize(8)
        .setRate(0.05)
        .setConf("steps-per-round=2");
  }

  /** The digest of a model's weights, as it is saved. */
  static String weights(KindlingModel model, Path folder) throws IOException {
    model.write().overwrite().save(folder.toString());
    return sha256(folder.resolve("final.safetensors"));
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
