package kindling.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import kindling.data.source.Datasets;
import kindling.data.source.ParquetFiles;
import kindling.data.source.ParquetFiles.Row;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images in cells of Parquet files that declare 60,000 × 60,000 pixels, ten gigabytes, in processes
 * that have two.
 */
class ImageBombsTest {
  private static final int SIDE = 60_000;
  private static final String LIMIT = "at most 50,000,000 pixels (data.max-image-pixels)";

  @TempDir Path folder;

  @BeforeEach
  void write() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(new Row(Datasets.png(4, 4, 0x0A0B0C * i), (long) (i % 2)));
    }
    ParquetFiles named = ParquetFiles.CONVENTION.withNames("cat", "dog");
    named.write(folder.resolve("set/test-00000-of-00001.parquet"), rows);
    rows.add(new Row(png(), 0L));
    rows.add(new Row(jpeg(), 1L));
    named.write(folder.resolve("set/train-00000-of-00001.parquet"), rows);
  }

  private static byte[] png() {
    byte[] file = Datasets.png(1, 1, 0);
    ByteBuffer.wrap(file).putInt(16, SIDE).putInt(20, SIDE);
    CRC32 crc = new CRC32();
    crc.update(file, 12, 17);
    ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
    return file;
  }

  private static byte[] jpeg() {
    byte[] file = Datasets.encoded(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg");
    int frame = 0;
    while ((file[frame] & 0xFF) != 0xFF || (file[frame + 1] & 0xFF) != 0xC0) {
      frame++;
    }
    ByteBuffer.wrap(file).putShort(frame + 5, (short) SIDE).putShort(frame + 7, (short) SIDE);
    return file;
  }

  private CommandLineRun train(String cache) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        "architecture = mlp-4\nbatch-size = 8\nepochs = 1\ndata.validation-fraction = 0.25\n"
            + "data.max-bad-fraction = 0.5\n");
    return CommandLine.of("train", conf)
        .in(folder.resolve(cache))
        .local(1)
        .set("data.path=" + folder.resolve("set"), "data.cache=" + cache)
        .run();
  }

  @Test
  void trainingLeavesThemOutAndSaysWhy() throws IOException {
    CommandLineRun encoded = train("encoded");
    assertThat(encoded.weights()).isEqualTo(train("decoded").weights());
    assertThat(encoded.remarks())
        .contains(
            "left out: 1 bad",
            "train-00000-of-00001.parquet!20: expected " + LIMIT,
            "train-00000-of-00001.parquet!21: expected " + LIMIT);
    JsonNode data = new ObjectMapper().readTree(folder.resolve("encoded/data.json").toFile());
    int read = 0;
    for (JsonNode split : data.path("splits")) {
      read += split.path("images").asInt();
    }
    assertThat(read).isEqualTo(40);
  }

  @Test
  void preparingLeavesThemOutAndSaysWhy() throws IOException {
    Path prepared = folder.resolve("prepared");
    CommandLineRun run =
        CommandLineRun.of(
            "prepare",
            folder.resolve("set").toString(),
            prepared.toString(),
            "--master=local[1]",
            "--set=data.max-bad-fraction=0.5");
    assertThat(run.code()).as(run.remarks()).isZero();
    List<JsonNode> unreadable = new ArrayList<>();
    for (JsonNode split :
        new ObjectMapper().readTree(prepared.resolve("manifest.json").toFile()).path("splits")) {
      split.path("unreadable").forEach(unreadable::add);
    }
    assertThat(unreadable)
        .hasSize(2)
        .allSatisfy(
            image -> {
              assertThat(image.path("place").asText()).contains("train-00000-of-00001.parquet!2");
              assertThat(image.path("reason").asText()).contains(LIMIT, "60000×60000");
            });
  }
}
