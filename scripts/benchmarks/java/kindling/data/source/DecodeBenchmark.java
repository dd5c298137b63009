package kindling.data.source;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Pixels;
import kindling.data.augment.Augmentation;
import kindling.data.augment.AugmentationSeed;
import kindling.data.augment.Augmenter;
import kindling.data.augment.Mixing;
import kindling.data.augment.ResizedCrop;

/**
 * Decodes, crops and normalises a folder of JPEGs once for every line of its standard input, and
 * answers with the processor's seconds that the process took.
 */
final class DecodeBenchmark {
  private static final ImageShape SHAPE = new ImageShape(3, 160, 160);

  private DecodeBenchmark() {}

  /** How pictures are decoded. */
  private interface Decoder {
    Pixels decode(byte[] file) throws BadImageException;
  }

  /**
   * Takes commands until its input ends.
   *
   * @param arguments "product" or "imageio", the folder
   */
  public static void main(String[] arguments) throws IOException, BadImageException {
    PictureDecoder product = new PictureDecoder(OrientationPolicy.APPLY, DataLimits.DEFAULT);
    Decoder decoder =
        arguments[0].equals("product")
            ? file -> product.decode(file).pixels()
            : file -> ImageDecoder.decodeByImageIo(file, DataLimits.DEFAULT);
    List<byte[]> files = read(Path.of(arguments[1]));
    Augmenter augmenter =
        new Augmenter(
            new ImageResizer(SHAPE, Framing.EXACT),
            new Normalization(
                new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}),
            new Augmentation(List.of(new ResizedCrop(0.08, 4.0 / 3)), Mixing.NONE));
    float[] target = new float[SHAPE.size()];
    System.out.println("{}");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (int pass = 1; in.readLine() != null; pass++) {
      double before = seconds();
      for (int i = 0; i < files.size(); i++) {
        Pixels picture = decoder.decode(files.get(i));
        augmenter.augment(picture, new AugmentationSeed(1, pass, i), target, 0);
      }
      System.out.printf(Locale.ROOT, "{\"seconds\": [%f]}%n", seconds() - before);
    }
  }

  private static List<byte[]> read(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      List<byte[]> files = new ArrayList<>();
      for (Path file : found.sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
      return files;
    }
  }

  private static double seconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
