package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.encoded;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundShapeTest {
  private static final byte[] GRAY =
      encoded(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png");

  @TempDir Path root;

  @Test
  void oneGrayImageInFrontDoesNotMakeADatasetGray() {
    write(root.resolve("cat/-.png"), GRAY);
    writeClass(root.resolve("cat"), 20);
    writeClass(root.resolve("dog"), 20);
    Catalog catalog = catalog(root);
    assertThat(catalog.shape().channels()).isEqualTo(3);
    assertThat(catalog.inventory().notes())
        .anyMatch(
            note -> note.contains("data.channels") && note.contains("gray images and images"));
  }

  @Test
  void grayImagesAloneStayGray() {
    for (int i = 0; i < 5; i++) {
      write(root.resolve("cat/" + i + ".png"), GRAY);
      write(root.resolve("dog/" + i + ".png"), GRAY);
    }
    Catalog catalog = catalog(root);
    assertThat(catalog.shape().channels()).isEqualTo(1);
    assertThat(catalog.inventory().notes()).anyMatch(note -> note.contains("none of 10 sampled"));
  }
}
