package kindling.data.source;

import static kindling.data.source.Datasets.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds of image files that are found in the wild, and the damaged ones. */
class ImageKindsTest {
  private static final String JDK = "com.sun.imageio.plugins.jpeg";

  private static Pixels decode(byte[] file) throws BadImageException {
    return ImageDecoder.decode(file, DataLimits.DEFAULT);
  }

  private static void assertColour(Pixels pixels, int red, int green, int blue) {
    int plane = pixels.shape().height() * pixels.shape().width();
    int[] expected = {red, green, blue};
    for (int i = 0; i < pixels.planes().length; i++) {
      assertThat(pixels.planes()[i] & 0xFF)
          .isBetween(expected[i / plane] - 6, expected[i / plane] + 6);
    }
  }

  /** A JPEG of four components and one colour, as the JDK's writer leaves it. */
  private static byte[] fourComponents(int... colour) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 8, 4, null);
    for (int i = 0; i < 16 * 8; i++) {
      raster.setPixel(i % 16, i / 16, colour);
    }
    return written("jpeg", new IIOImage(raster, null, null));
  }

  private static byte[] written(String format, IIOImage... images) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    ImageWriter writer = writers.next();
    while (!writer.getClass().getName().startsWith("com.sun")) {
      writer = writers.next();
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      if (images.length == 1) {
        writer.write(images[0]);
      } else {
        writer.prepareWriteSequence(null);
        for (IIOImage image : images) {
          writer.writeToSequence(image, null);
        }
        writer.endWriteSequence();
      }
    }
    return file.toByteArray();
  }

  /** The same with the marker of Adobe's programs, which store the inks inverted. */
  private static byte[] adobe(byte[] jpeg) {
    byte[] marker = {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    return withMarker(jpeg, 2, marker);
  }

  private static byte[] withMarker(byte[] jpeg, int at, byte[] marker) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, at);
    file.writeBytes(marker);
    file.write(jpeg, at, jpeg.length - at);
    return file.toByteArray();
  }

  @Test
  void cmykPhotosAreRead() throws Exception {
    Pixels white = decode(adobe(fourComponents(255, 255, 255, 255)));
    assertThat(white.shape()).isEqualTo(new ImageShape(3, 8, 16));
    assertColour(white, 255, 255, 255);
    assertColour(decode(adobe(fourComponents(255, 255, 255, 0))), 0, 0, 0);
  }

  /** The flaw of four of TensorFlow's flower photos: colours under a profile for gray. */
  @Test
  void aColourPhotoWithAGrayProfileThatTheJdkRefusesIsRead() throws Exception {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16 * 8; i++) {
      image.setRGB(i % 16, i / 16, 0x4080C0);
    }
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    ByteBuffer marker = ByteBuffer.allocate(18 + profile.length);
    marker.putShort((short) 0xFFE2).putShort((short) (16 + profile.length));
    marker.put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    byte[] photo = withMarker(encoded(image, "jpg"), 20, marker.put(profile).array());
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(photo))) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
      ImageReader jdk = readers.next();
      while (!jdk.getClass().getName().startsWith(JDK)) {
        jdk = readers.next();
      }
      jdk.setInput(in);
      ImageReader refusing = jdk;
      assertThatThrownBy(() -> refusing.read(0)).isInstanceOf(IllegalArgumentException.class);
    }
    Pixels read = decode(photo);
    assertThat(read.shape()).isEqualTo(new ImageShape(3, 8, 16));
    assertColour(read, 0x40, 0x80, 0xC0);
  }

  @Test
  void sixteenBitsOfColourBecomeEight() throws BadImageException {
    ColorModel deep =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = deep.createCompatibleWritableRaster(3, 2);
    for (int i = 0; i < 6; i++) {
      raster.setPixel(i % 3, i / 3, new int[] {10 * 257, 100 * 257, 250 * 257});
    }
    BufferedImage image = new BufferedImage(deep, raster, false, null);
    for (String format : new String[] {"png", "tiff"}) {
      Pixels pixels = decode(encoded(image, format));
      assertThat(pixels.shape()).isEqualTo(new ImageShape(3, 2, 3));
      assertThat(pixels.planes())
          .containsExactly(
              10, 10, 10, 10, 10, 10, 100, 100, 100, 100, 100, 100, -6, -6, -6, -6, -6, -6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "tiff"})
  void ofSeveralPicturesTheFirstIsTaken(String format) throws Exception {
    IIOImage[] pictures = new IIOImage[2];
    for (int i = 0; i < 2; i++) {
      BufferedImage picture = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
      for (int k = 0; k < 12; k++) {
        picture.setRGB(k % 4, k / 4, i == 0 ? 0xFF8000 : 0x0000FF);
      }
      pictures[i] = new IIOImage(picture, null, null);
    }
    assertColour(decode(written(format, pictures)), 255, 128, 0);
  }

  @ParameterizedTest
  @CsvSource({"png", "jpg", "bmp", "gif", "tiff"})
  void aFileCutOffIsBad(String format) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1_200; i++) {
      image.setRGB(i % 40, i / 40, i * 0x9E3779B1);
    }
    byte[] file = encoded(image, format);
    for (int eighths = 1; eighths < 8; eighths++) {
      byte[] cut = Arrays.copyOf(file, file.length * eighths / 8);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(BadImageException.class);
    }
  }

  @Test
  void anEmptyFileAndOneOfAnotherKindAreBad() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(BadImageException.class)
        .hasMessage("the file is empty");
    assertThatThrownBy(() -> decode("not an image".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("expected an image (JPEG, PNG, BMP, GIF, TIFF, WebP)");
  }
}
