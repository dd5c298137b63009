package kindling.data.source;

import static kindling.data.source.Datasets.encoded;
import static kindling.data.source.Datasets.png;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageShape;
import kindling.data.Pixels;
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
}
