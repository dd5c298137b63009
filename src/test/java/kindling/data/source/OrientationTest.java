package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.encoded;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.shard.LoadedShard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
  @TempDir Path root;

  /** A photo of 16×32 pixels (height × width) with the tag as cameras write it. */
  private static byte[] photo(int orientation, ByteOrder order) {
    BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16 * 16; i++) {
      image.setRGB(i % 16, i / 16, 0xFFFFFF);
    }
    byte[] jpeg = encoded(image, "jpg");
    ByteBuffer exif = ByteBuffer.allocate(36).order(ByteOrder.BIG_ENDIAN);
    exif.putShort((short) 0xFFE1).putShort((short) 34);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).order(order);
    exif.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation);
    exif.putShort((short) 0).putInt(0);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    file.writeBytes(exif.array());
    file.write(jpeg, 2, jpeg.length - 2);
    return file.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 123456",
    "2, 2, 321654",
    "3, 2, 654321",
    "4, 2, 456123",
    "5, 3, 142536",
    "6, 3, 415263",
    "7, 3, 635241",
    "8, 3, 362514"
  })
  void everyValueOfTheTagIsUndone(int value, int height, String upright) {
    Pixels found =
        new Pixels(new ImageShape(1, 2, 3), "123456".getBytes(StandardCharsets.US_ASCII));
    Pixels turned = Orientation.values()[value - 1].upright(found);
    assertThat(turned.shape()).isEqualTo(new ImageShape(1, height, 6 / height));
    assertThat(new String(turned.planes(), StandardCharsets.US_ASCII)).isEqualTo(upright);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theTagOfAPhotoIsFound(int value) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      assertThat(Orientation.of(photo(value, order)).ordinal()).isEqualTo(value - 1);
    }
  }

  @Test
  void damagedTagsLeaveAPhotoAsItLies() {
    assertThat(Orientation.of(photo(9, ByteOrder.BIG_ENDIAN))).isEqualTo(Orientation.UPRIGHT);
    byte[] damaged = photo(6, ByteOrder.BIG_ENDIAN);
    damaged[12] = 'X';
    assertThat(Orientation.of(damaged)).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.of(new byte[] {(byte) 0xFF, (byte) 0xD8, 1}))
        .isEqualTo(Orientation.UPRIGHT);
  }

  @Test
  void photosAreTurnedUprightAndCountedUnlessTheSettingsSayOtherwise() {
    for (int i = 0; i < 4; i++) {
      write(root.resolve("a/" + i + ".jpg"), photo(6, ByteOrder.LITTLE_ENDIAN));
      write(root.resolve("b/" + i + ".jpg"), photo(6, ByteOrder.BIG_ENDIAN));
    }
    Catalog upright = catalog(root);
    assertThat(upright.shape()).isEqualTo(new ImageShape(3, 32, 16));
    LoadedShard loaded = load(upright, upright.training());
    assertThat(loaded.turned()).isEqualTo(upright.training().size());
    // White lies left in the file: turned by a quarter to the right it is on top.
    assertThat(loaded.shard().pixels(0)[0]).isEqualTo((byte) 255);
    assertThat(loaded.shard().pixels(0)[31 * 16 + 15]).isZero();

    DataSettings all = Datasets.settings(root);
    DataSettings ignoring =
        new DataSettings(
            all.path(),
            all.format(),
            0,
            0,
            0,
            OrientationPolicy.IGNORE,
            all.framing(),
            0.2,
            0.2,
            10,
            10,
            1,
            all.limits(),
            FormatSettings.DEFAULT);
    Catalog asTheyLie = Catalog.open(ignoring, Datasets.STORAGE);
    assertThat(asTheyLie.shape()).isEqualTo(new ImageShape(3, 16, 32));
    assertThat(load(asTheyLie, asTheyLie.training()).turned()).isZero();
  }
}
