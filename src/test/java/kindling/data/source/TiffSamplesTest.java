package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.TreeMap;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import org.junit.jupiter.api.Test;

/** TIFF files whose samples are not unsigned bytes, and WebP files. */
class TiffSamplesTest {
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int FLOAT = 3;
  private static final int GRAY = 1;
  private static final int RGB = 2;
  private static final int INKS = 5;

  /** An uncompressed little-endian TIFF of one row. */
  private static byte[] tiff(
      int width, int samples, int bits, int format, int photometric, byte[] body) {
    int tags = 12;
    int lists = 8 + 2 + 12 * tags + 4;
    int pixels = lists + 4 * samples;
    TreeMap<Integer, int[]> entries = new TreeMap<>();
    entries.put(256, new int[] {4, 1, width});
    entries.put(257, new int[] {4, 1, 1});
    entries.put(258, new int[] {3, samples, samples == 1 ? bits : lists});
    entries.put(259, new int[] {3, 1, 1});
    entries.put(262, new int[] {3, 1, photometric});
    entries.put(273, new int[] {4, 1, pixels});
    entries.put(274, new int[] {3, 1, 1});
    entries.put(277, new int[] {3, 1, samples});
    entries.put(278, new int[] {4, 1, 1});
    entries.put(279, new int[] {4, 1, body.length});
    entries.put(284, new int[] {3, 1, 1});
    entries.put(339, new int[] {3, samples, samples == 1 ? format : lists + 2 * samples});
    ByteBuffer out = ByteBuffer.allocate(pixels + body.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags);
    entries.forEach(
        (tag, entry) ->
            out.putShort(tag.shortValue())
                .putShort((short) entry[0])
                .putInt(entry[1])
                .putInt(entry[2]));
    out.putInt(0);
    for (int value : new int[] {bits, format}) {
      for (int i = 0; i < samples; i++) {
        out.putShort((short) value);
      }
    }
    return out.put(body).array();
  }

  private static Pixels decode(byte[] file) throws BadImageException {
    return ImageDecoder.decode(file, DataLimits.DEFAULT);
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void signedSamplesBeginAtTheirLeastNumber() throws BadImageException {
    byte[] bytes = {-128, -1, 0, 127};
    assertThat(decode(tiff(4, 1, 8, SIGNED, GRAY, bytes)).planes())
        .containsExactly(0, 127, (byte) 128, (byte) 255);
    byte[] shorts =
        body(6).putShort(Short.MIN_VALUE).putShort((short) 0).putShort(Short.MAX_VALUE).array();
    assertThat(decode(tiff(3, 1, 16, SIGNED, GRAY, shorts)).planes())
        .containsExactly(0, (byte) 128, (byte) 255);
    byte[] ints = body(12).putInt(Integer.MIN_VALUE).putInt(0).putInt(Integer.MAX_VALUE).array();
    assertThat(decode(tiff(3, 1, 32, SIGNED, GRAY, ints)).planes())
        .containsExactly(0, (byte) 128, (byte) 255);
  }

  @Test
  void samplesOfThirtyTwoBitsAreScaledByTheirRange() throws BadImageException {
    byte[] gray = body(12).putInt(0).putInt(0x80000000).putInt(-1).array();
    assertThat(decode(tiff(3, 1, 32, UNSIGNED, GRAY, gray)).planes())
        .containsExactly(0, (byte) 128, (byte) 255);
    byte[] colour = body(12).putInt(0).putInt(0x40404040).putInt(-1).array();
    Pixels pixels = decode(tiff(1, 3, 32, UNSIGNED, RGB, colour));
    assertThat(pixels.shape()).isEqualTo(new ImageShape(3, 1, 1));
    assertThat(pixels.planes()).containsExactly(0, 64, (byte) 255);
  }

  @Test
  void inksArePrintedOnWhiteAsThoseOfJpegs() throws BadImageException {
    Pixels pixels = decode(tiff(1, 4, 8, UNSIGNED, INKS, new byte[] {127, (byte) 191, 55, 0}));
    assertThat(pixels.planes()).containsExactly((byte) 128, 64, (byte) 200);
    Pixels black = decode(tiff(1, 4, 8, UNSIGNED, INKS, new byte[] {1, 2, 3, (byte) 255}));
    assertThat(black.planes()).containsExactly(0, 0, 0);
  }

  @Test
  void floatingPointHasNoRangeAndIsBad() {
    byte[] floats = body(8).putFloat(0.5f).putFloat(200).array();
    assertThatThrownBy(() -> decode(tiff(2, 1, 32, FLOAT, GRAY, floats)))
        .isInstanceOf(BadImageException.class)
        .hasMessageContainingAll("whole numbers", "format 3 of 32 bits");
  }

  /** Written by libwebp: without loss, with it, and with transparency. */
  @Test
  void webpIsRead() throws BadImageException {
    Pixels exact =
        decode(
            Base64.getDecoder()
                .decode(
                    "UklGRj4AAABXRUJQVlA4TDEAAAAvA4AAAF9AkG0zrAPV3+IOwyMQSPInG2aI+e9BCrC7AAQBJEop"
                        + "pDDcCiuMGtH/oC4HAA=="));
    assertThat(exact.shape()).isEqualTo(new ImageShape(3, 3, 4));
    for (int i = 0; i < 12; i++) {
      assertThat(exact.planes()[i]).isEqualTo((byte) (i % 4 * 60));
      assertThat(exact.planes()[12 + i]).isEqualTo((byte) (i / 4 * 100));
      assertThat(exact.planes()[24 + i]).isEqualTo((byte) (200 - i % 4 * 20));
    }
    Pixels lossy =
        decode(
            Base64.getDecoder()
                .decode(
                    "UklGRkgAAABXRUJQVlA4IDwAAAAwAwCdASogABAAPjEUiEKiISEYBAAgAwSgC7LcA/AABJHgAP7o"
                        + "OL/9g76tHCZ+qZ/+mkX9uCn8CcPh8AA="));
    assertThat(lossy.shape()).isEqualTo(new ImageShape(3, 16, 32));
    int[] expected = {64, 128, 192};
    for (int i = 0; i < lossy.planes().length; i++) {
      assertThat(lossy.planes()[i] & 0xFF).isBetween(expected[i / 512] - 6, expected[i / 512] + 6);
    }
    Pixels transparent =
        decode(Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvA4AAEAdQsiJXpjOBiOh/AAA="));
    assertThat(transparent.planes()).startsWith(40).endsWith(10);
  }
}
