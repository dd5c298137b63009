package kindling.data.encoded;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kindling.data.BadImageException;
import kindling.data.Storage;
import kindling.data.source.Example;
import kindling.data.source.ImageBytes;
import kindling.data.source.ShardLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a share's images to the local disk in the order of their places, on an executor, beside
 * tasks that read from the source, and put there, what they need sooner. Ends when nobody wants the
 * copy.
 */
final class BackgroundCopy implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundCopy.class);

  /** One share after the other, so that files are read from their beginning to their end. */
  private static final ThreadPoolExecutor COPYING =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), BackgroundCopy::thread);

  static {
    COPYING.allowCoreThreadTimeOut(true);
  }

  private final EncodedShare share;
  private final Storage storage;
  private final BooleanSupplier wanted;
  private final WeakReference<LocalShare> copy;

  private BackgroundCopy(
      EncodedShare share, Storage storage, BooleanSupplier wanted, LocalShare copy) {
    this.share = share;
    this.storage = storage;
    this.wanted = wanted;
    this.copy = new WeakReference<>(copy);
  }

  /**
   * A copy that has nothing yet, and will have all that there is room for.
   *
   * @param wanted whether there is still use for it
   */
  static LocalShare start(
      EncodedShare share, Storage storage, LocalDisk disk, BooleanSupplier wanted)
      throws IOException {
    LocalShare copy = new LocalShare(disk, share.examples().size());
    COPYING.execute(new BackgroundCopy(share, storage, wanted, copy));
    return copy;
  }

  private static Thread thread(Runnable copying) {
    Thread thread = new Thread(copying, "kindling-copy");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void run() {
    List<Example> examples = List.copyOf(share.examples());
    try (ImageBytes.Reader reader = share.source().openBytes(storage)) {
      for (int row : ShardLoader.inOrderOfPlaces(examples)) {
        LocalShare to = copy.get();
        if (to == null || !wanted.getAsBoolean()) {
          return;
        }
        if (to.isFull()) {
          LOG.warn(
              "{} of {} bytes of a share have room on the local disk; the others are read from"
                  + " their source again in each epoch",
              to.stored(),
              share.bytes());
          return;
        }
        if (!to.has(row)) {
          copy(reader, examples.get(row), to, row);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A task that needs what is missing reads it from the source, and fails there if it must.
      LOG.warn("images are not copied to the local disk: {}", e.toString());
    }
  }

  private static void copy(ImageBytes.Reader reader, Example example, LocalShare to, int row)
      throws IOException {
    try {
      to.put(row, reader.read(example));
    } catch (BadImageException e) {
      LOG.warn("{} is not copied to the local disk: {}", example, e.getMessage());
    }
  }
}
