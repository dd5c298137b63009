package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import kindling.Python;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Pixels;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary JPEGs give the pixels that ImageIO and PIL give. Needs python3-torchvision. */
class JpegDecoderTest {
  @TempDir static Path folder;
  private static List<Path> files;

  @BeforeAll
  static void write() throws Exception {
    Python.run("pictures/jpegs.py", folder);
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    assertThat(files).hasSize(70);
  }

  private static Pixels decoded(byte[] file) {
    return JpegDecoder.decode(file, JpegHeader.ofOrdinary(file).orElseThrow()).orElseThrow();
  }

  private static byte[] jpeg(String kind) throws Exception {
    return Files.readAllBytes(folder.resolve(kind + "-3-97-131.jpg"));
  }

  @Test
  void pixelsAreImageIosAndPils() throws Exception {
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Pixels pixels = decoded(bytes);
      String name = file.getFileName().toString();
      assertThat(pixels.planes())
          .describedAs(name)
          .isEqualTo(Files.readAllBytes(folder.resolve(name.replace(".jpg", ".planes"))));
      Pixels other = ImageDecoder.decodeByImageIo(bytes, DataLimits.DEFAULT);
      assertThat(other.shape()).isEqualTo(pixels.shape());
      assertThat(other.planes()).describedAs(name).isEqualTo(pixels.planes());
    }
  }

  @Test
  void restartMarkersChangeNothing() throws Exception {
    byte[] noise = new byte[3 * 40 * 50];
    new Random(1).nextBytes(noise);
    try (BytePointer encoded = new BytePointer();
        Mat image = new Mat(40, 50, CV_8UC3, new BytePointer(noise))) {
      assertThat(imencode(".jpg", image, encoded, new IntPointer(IMWRITE_JPEG_RST_INTERVAL, 2)))
          .isTrue();
      byte[] file = new byte[(int) encoded.limit()];
      encoded.get(file);
      assertThat(file).containsSequence(0xFF, 0xD3);
      assertThat(decoded(file).planes())
          .isEqualTo(ImageDecoder.decodeByImageIo(file, DataLimits.DEFAULT).planes());
    }
  }

  @Test
  void fileThatIsCutOffIsBadWhereverItIsCut() throws Exception {
    byte[] file = jpeg("420");
    for (int length = 2; length < file.length - 2; length += 97) {
      byte[] part = Arrays.copyOf(file, length);
      assertThat(JpegHeader.ofOrdinary(part)).isEmpty();
      assertThatThrownBy(() -> ImageDecoder.decode(part, DataLimits.DEFAULT))
          .describedAs("%d bytes", length)
          .isInstanceOf(BadImageException.class);
      byte[] ended = Arrays.copyOf(part, length + 2);
      ended[length] = (byte) 0xFF;
      ended[length + 1] = (byte) 0xD9;
      assertSameAsImageIo(ended, "ended after " + length);
    }
  }

  @Test
  void damagedFileGivesWhatImageIoGives() throws Exception {
    Random random = new Random(3);
    int ordinary = 0;
    for (String kind : List.of("420", "444")) {
      for (int i = 0; i < 300; i++) {
        byte[] file = damaged(jpeg(kind), 1 + i % 3, random);
        ordinary += JpegHeader.ofOrdinary(file).isPresent() ? 1 : 0;
        assertSameAsImageIo(file, kind + " " + i);
      }
    }
    assertThat(ordinary).isBetween(300, 599);
  }

  /** What is missing of a progressive JPEG is guessed, by one version of libjpeg or another. */
  @Test
  void damagedProgressiveFileIsBadWhereItIsToImageIoAndAlwaysTheSame() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      byte[] file = damaged(jpeg("progressive"), 1 + i % 3, random);
      Optional<Pixels> own = outcome(() -> ImageDecoder.decode(file, DataLimits.DEFAULT));
      assertThat(own.isPresent())
          .describedAs("%d", i)
          .isEqualTo(
              outcome(() -> ImageDecoder.decodeByImageIo(file, DataLimits.DEFAULT)).isPresent());
      assertThat(outcome(() -> ImageDecoder.decode(file, DataLimits.DEFAULT)).map(Pixels::planes))
          .usingRecursiveComparison()
          .isEqualTo(own.map(Pixels::planes));
    }
  }

  private static byte[] damaged(byte[] file, int bytes, Random random) {
    for (int k = 0; k < bytes; k++) {
      file[2 + random.nextInt(file.length - 4)] = (byte) random.nextInt();
    }
    return file;
  }

  private static void assertSameAsImageIo(byte[] file, String name) {
    Optional<Pixels> own = outcome(() -> ImageDecoder.decode(file, DataLimits.DEFAULT));
    Optional<Pixels> other = outcome(() -> ImageDecoder.decodeByImageIo(file, DataLimits.DEFAULT));
    assertThat(own.map(Pixels::shape)).describedAs(name).isEqualTo(other.map(Pixels::shape));
    assertThat(own.map(Pixels::planes).orElse(null))
        .describedAs(name)
        .isEqualTo(other.map(Pixels::planes).orElse(null));
  }

  private static Optional<Pixels> outcome(Decoding decoding) {
    try {
      return Optional.of(decoding.pixels());
    } catch (BadImageException e) {
      return Optional.empty();
    }
  }

  private interface Decoding {
    Pixels pixels() throws BadImageException;
  }

  @Test
  void otherKindsAreLeftToImageIo() throws Exception {
    byte[] file = jpeg("444");
    assertThat(JpegHeader.ofOrdinary(file)).contains(new JpegHeader(3, 97, 131));
    assertThat(JpegHeader.ofOrdinary(with(file, 0xE2, "ICC_PROFILE\0\1\1"))).isEmpty();
    assertThat(JpegHeader.ofOrdinary(with(file, 0xE2, "MPF\0"))).isPresent();
    assertThat(JpegHeader.ofOrdinary(with(file, 0xEE, "Adobe\0d\0\0\0\0\0"))).isEmpty();
    assertThat(JpegHeader.ofOrdinary(with(file, 0xEE, "Adobe\0d\0\0\0\0\1"))).isPresent();
    assertThat(JpegHeader.ofOrdinary(Datasets.png(3, 4, 5))).isEmpty();
    assertThat(JpegHeader.ofOrdinary(new byte[0])).isEmpty();
    byte[] written = Datasets.encoded(new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY), "jpg");
    assertThat(JpegHeader.ofOrdinary(written)).contains(new JpegHeader(1, 4, 5));
  }

  /** As cameras write them, with Exif alone. */
  @Test
  void componentsByTheirNumbersAreYcbcrAndByLettersAreNot() throws Exception {
    for (String kind : List.of("444", "422", "420", "progressive")) {
      byte[] file = jpeg(kind);
      int segment = 4 + (file[5] & 0xFF) - 2;
      byte[] bare = new byte[file.length - segment];
      System.arraycopy(file, 0, bare, 0, 2);
      System.arraycopy(file, 2 + segment, bare, 2, bare.length - 2);
      byte[] camera = with(bare, 0xE1, "Exif\0\0");
      assertThat(JpegHeader.ofOrdinary(camera)).contains(new JpegHeader(3, 97, 131));
      assertSameAsImageIo(camera, kind);
      assertThat(decoded(camera).planes()).isEqualTo(decoded(file).planes());
      int frame = 0;
      while (bare[frame] != (byte) 0xFF || (bare[frame + 1] & 0xFD) != 0xC0) {
        frame++;
      }
      byte[] letters = bare.clone();
      letters[frame + 10] = 'R';
      letters[frame + 13] = 'G';
      letters[frame + 16] = 'B';
      assertThat(JpegHeader.ofOrdinary(letters)).isEmpty();
    }
  }

  /** A segment before all others. */
  private static byte[] with(byte[] file, int marker, String content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, 2);
    out.write(0xFF);
    out.write(marker);
    out.write(0);
    out.write(content.length() + 2);
    content.chars().forEach(out::write);
    out.write(file, 2, file.length - 2);
    return out.toByteArray();
  }

  @Test
  void tooManyPixelsAreRefusedBeforeTheyAreDecoded() throws Exception {
    byte[] file = jpeg("420");
    DataLimits limits = new DataLimits(1000, 1 << 20, 1 << 20, 10);
    assertThatThrownBy(() -> ImageDecoder.decode(file, limits))
        .hasMessageContaining("data.max-image-pixels");
  }
}
