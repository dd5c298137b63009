package kindling.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import kindling.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures are scaled to PIL's bits, and nearly to torchvision's. Needs python3-torchvision. */
class ResamplingTest {
  private static final int CASES = 60;

  /** A picture and what is asked of it. */
  private record Case(Operation operation, Pixels picture, int height, int width, int shortSide) {
    Pixels scaled() throws BadImageException {
      ImageShape shape = new ImageShape(picture.shape().channels(), height, width);
      return switch (operation) {
        case STRETCH ->
            new ImageResizer(shape, new Framing(ResizePolicy.STRETCH, 0)).forTraining(picture);
        case CROP -> new ImageResizer(shape, new Framing(ResizePolicy.CROP, 0)).forScoring(picture);
        case PAD -> new ImageResizer(shape, new Framing(ResizePolicy.PAD, 0)).forTraining(picture);
        case SCORE ->
            new ImageResizer(shape, new Framing(ResizePolicy.EXACT, shortSide)).forScoring(picture);
      };
    }

    String line(int number) {
      return String.format(
          Locale.ROOT,
          "%d %s %d %d %d %d %d %d",
          number,
          operation.name().toLowerCase(Locale.ROOT),
          picture.shape().channels(),
          picture.shape().height(),
          picture.shape().width(),
          height,
          width,
          shortSide);
    }
  }

  private enum Operation {
    STRETCH,
    CROP,
    PAD,
    SCORE
  }

  @Test
  void bitsArePilsAndTorchvisionsDifferByALevelAtMost(@TempDir Path folder) throws Exception {
    List<Case> cases = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    Random random = new Random(25);
    for (int i = 0; i < CASES; i++) {
      Case next = next(random);
      cases.add(next);
      lines.add(next.line(i));
      Files.write(folder.resolve(i + ".raw"), next.picture.planes());
    }
    Files.write(folder.resolve("cases.txt"), lines);
    Python.run("pictures/resize.py", folder);
    long values = 0;
    long difference = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] own = cases.get(i).scaled().planes();
      assertThat(own)
          .describedAs(lines.get(i))
          .isEqualTo(Files.readAllBytes(folder.resolve(i + ".pil")));
      Path tensor = folder.resolve(i + ".torchvision");
      if (Files.exists(tensor)) {
        byte[] other = Files.readAllBytes(tensor);
        assertThat(other).hasSameSizeAs(own);
        values += own.length;
        for (int k = 0; k < own.length; k++) {
          int apart = Math.abs((own[k] & 0xFF) - (other[k] & 0xFF));
          assertThat(apart).describedAs(lines.get(i)).isLessThanOrEqualTo(1);
          difference += apart;
        }
      }
    }
    assertThat(values).isPositive();
    assertThat((double) difference / values).isLessThan(0.25);
  }

  /** Blots, so that neighbours are alike as in photos, and noise; some are smaller than asked. */
  private static Case next(Random random) {
    int channels = random.nextBoolean() ? 3 : 1;
    int height = 1 + random.nextInt(120);
    int width = 1 + random.nextInt(120);
    byte[] planes = new byte[channels * height * width];
    for (int i = 0; i < planes.length; i++) {
      boolean bright = Math.sin(i % width / 7.0) + Math.cos(i / width / 5.0) > 0;
      planes[i] = (byte) Math.min(255, (bright ? 180 : 20) + random.nextInt(76));
    }
    Operation[] operations = Operation.values();
    return new Case(
        operations[random.nextInt(operations.length)],
        new Pixels(new ImageShape(channels, height, width), planes),
        1 + random.nextInt(60),
        1 + random.nextInt(60),
        1 + random.nextInt(70));
  }
}
