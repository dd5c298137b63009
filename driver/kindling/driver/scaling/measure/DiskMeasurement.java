package kindling.driver.scaling.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.Stream;
import kindling.data.Storage;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.ConfigurationException;

/**
 * How fast a local disk gives images that are not in the page cache: read past it, in any order.
 */
public final class DiskMeasurement {
  private static final int BLOCK_BYTES = 128 << 10;
  private static final int BLOCKS = 1024;

  private DiskMeasurement() {}

  /**
   * Bytes a second from a file that is made in a folder, and deleted.
   *
   * @throws ConfigurationException where the folder's disk cannot be read that way
   */
  public static double bytesPerSecond(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "kindling-disk", ".bin");
      try {
        write(file);
        return read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new ConfigurationException(
          "--disk: expected the bytes a second of a local disk, because "
              + folder
              + " cannot be measured: "
              + (e instanceof IOException io ? Storage.reason(io) : e.getMessage()));
    }
  }

  private static void write(Path file) throws IOException {
    byte[] noise = new byte[BLOCK_BYTES];
    Random random = new Random(1);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < BLOCKS; i++) {
        random.nextBytes(noise);
        channel.write(ByteBuffer.wrap(noise));
      }
      channel.force(true);
    }
  }

  private static double read(Path file) throws IOException {
    int alignment = Math.toIntExact(Files.getFileStore(file).getBlockSize());
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES + alignment).alignedSlice(alignment);
    Random random = new Random(2);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, direct())) {
      Stopwatch time = Stopwatch.start();
      for (int i = 0; i < BLOCKS; i++) {
        block.clear().limit(BLOCK_BYTES);
        channel.read(block, (long) random.nextInt(BLOCKS) * BLOCK_BYTES);
      }
      return (double) BLOCKS * BLOCK_BYTES / time.seconds();
    }
  }

  /** By name: compilers of later JDKs warn of the class, and no option of theirs silences that. */
  private static OpenOption direct() {
    try {
      return Stream.of(Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
          .filter(option -> option.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .findFirst()
          .orElseThrow(() -> new UnsupportedOperationException("this Java has no direct reads"));
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException("this Java has no direct reads", e);
    }
  }
}
