package kindling.data.source;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ResizePolicy;
import kindling.data.Storage;
import kindling.data.shard.LoadedShard;
import org.apache.hadoop.conf.Configuration;

/** Small datasets for tests, written to temporary folders. */
public final class Datasets {
  public static final Storage STORAGE = new Storage(new Configuration());

  private Datasets() {}

  public static DataSettings settings(Path path) {
    return settings(path, DataFormat.AUTO);
  }

  public static DataSettings settings(Path path, DataFormat format) {
    return new DataSettings(
        path.toString(),
        format,
        0,
        0,
        0,
        OrientationPolicy.APPLY,
        Framing.EXACT,
        0.2,
        0.25,
        8000,
        2000,
        7,
        DataLimits.DEFAULT,
        FormatSettings.DEFAULT);
  }

  public static DataSettings shapes(int training, int test) {
    return new DataSettings(
        "",
        DataFormat.SHAPES,
        0,
        0,
        0,
        OrientationPolicy.APPLY,
        Framing.EXACT,
        0.2,
        0.2,
        training,
        test,
        7,
        DataLimits.DEFAULT,
        FormatSettings.DEFAULT);
  }

  public static DataSettings cropped(Path path, int height, int width, int channels) {
    return new DataSettings(
        path.toString(),
        DataFormat.AUTO,
        height,
        width,
        channels,
        OrientationPolicy.APPLY,
        new Framing(ResizePolicy.CROP, 0),
        0.2,
        0.25,
        10,
        10,
        7,
        DataLimits.DEFAULT,
        FormatSettings.DEFAULT);
  }

  public static Catalog catalog(Path path) {
    return Catalog.open(settings(path), STORAGE);
  }

  public static LoadedShard load(Catalog catalog, List<Example> examples) {
    try {
      return ShardLoader.load(catalog.source(), STORAGE, examples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG of one colour. */
  public static byte[] png(int height, int width, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return encoded(image, "png");
  }

  public static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes images 0.png … of a class, 4×4 pixels, each of its own colour. */
  public static void writeClass(Path folder, int count) {
    for (int i = 0; i < count; i++) {
      write(folder.resolve(i + ".png"), png(4, 4, 0x0A0B0C * (i + 1)));
    }
  }

  public static byte[] zip(Map<String, byte[]> entries) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(bytes)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          out.putNextEntry(new ZipEntry(entry.getKey()));
          out.write(entry.getValue());
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(byte[] content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        out.write(content);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Records whose labels take turns and whose pixels all equal the record's number. */
  public static byte[] cifar(int records) {
    ByteBuffer bytes = ByteBuffer.allocate(records * 3073);
    for (int i = 0; i < records; i++) {
      bytes.put((byte) (i % 10));
      for (int k = 0; k < 3072; k++) {
        bytes.put((byte) i);
      }
    }
    return bytes.array();
  }

  /** Images of 2×3 pixels that all equal the image's number. */
  public static byte[] idxImages(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * 6);
    bytes.putInt(0x803).putInt(count).putInt(2).putInt(3);
    for (int i = 0; i < count * 6; i++) {
      bytes.put((byte) (i / 6));
    }
    return bytes.array();
  }

  public static byte[] idxLabels(int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length);
    bytes.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      bytes.put((byte) label);
    }
    return bytes.array();
  }

  /** The object after a journey through Java serialization. */
  @SuppressWarnings("unchecked")
  public static <T> T sent(T object) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
      }
      return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
