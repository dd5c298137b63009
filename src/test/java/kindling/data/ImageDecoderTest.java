package kindling.data;

import static kindling.data.Datasets.encoded;
import static kindling.data.Datasets.png;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private static Pixels decode(byte[] file) throws BadImageException {
    return ImageDecoder.decode(file, DataLimits.DEFAULT);
  }

  private static BufferedImage image(int type, int... samples) {
    BufferedImage image = new BufferedImage(2, 1, type);
    WritableRaster raster = image.getRaster();
    int[] pixel = Arrays.copyOf(samples, samples.length);
    raster.setPixel(0, 0, pixel);
    raster.setPixel(1, 0, pixel);
    return image;
  }

  @Test
  void coloursKeepTheirValues() throws BadImageException {
    Pixels pixels = decode(png(1, 2, 0x10F0A5));
    assertThat(pixels.shape()).isEqualTo(new ImageShape(3, 1, 2));
    assertThat(pixels.planes())
        .containsExactly(0x10, 0x10, (byte) 0xF0, (byte) 0xF0, (byte) 0xA5, (byte) 0xA5);
  }

  @Test
  void grayOfEightAndSixteenBitsKeepsItsValue() throws BadImageException {
    for (BufferedImage image :
        new BufferedImage[] {
          image(BufferedImage.TYPE_BYTE_GRAY, 100), image(BufferedImage.TYPE_USHORT_GRAY, 100 * 257)
        }) {
      Pixels pixels = decode(encoded(image, "png"));
      assertThat(pixels.shape().channels()).isEqualTo(1);
      assertThat(pixels.planes()).containsExactly(100, 100);
    }
  }

  @Test
  void transparencyIsLaidOnBlack() throws BadImageException {
    byte[] file = encoded(image(BufferedImage.TYPE_4BYTE_ABGR, 200, 100, 50, 51), "png");
    assertThat(decode(file).planes()).containsExactly(40, 40, 20, 20, 10, 10);
  }

  @Test
  void channelsAreConverted() {
    Pixels red = new Pixels(new ImageShape(3, 1, 1), new byte[] {(byte) 255, 0, 0});
    assertThat(red.withChannels(1).planes()).containsExactly(76);
    assertThat(red.withChannels(1).withChannels(3).planes()).containsExactly(76, 76, 76);
  }

  @Test
  void coverAveragesWhenScalingDownAndKeepsTheCentre() {
    byte[] planes = new byte[4 * 12];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) (i % 12 < 4 ? 10 : i % 12 < 8 ? (i % 2 == 0 ? 0 : 200) : 250);
    }
    Pixels covered = new Pixels(new ImageShape(1, 4, 12), planes).cover(2, 2);
    for (byte value : covered.planes()) {
      assertThat(value & 0xFF).isBetween(60, 140);
    }
    Pixels same = new Pixels(new ImageShape(1, 4, 12), planes).cover(4, 12);
    assertThat(same.planes()).isEqualTo(planes);
  }
}
