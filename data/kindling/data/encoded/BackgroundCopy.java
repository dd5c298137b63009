package kindling.data.encoded;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import kindling.data.BadImageException;
import kindling.data.Storage;
import kindling.data.source.Example;
import kindling.data.source.ImageBytes;
import kindling.data.source.ShardLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a share's images to the local disk in the order of their places, on an executor, beside
 * tasks that read from the source, and put there, what they need sooner. Ends with the last reference to the copy.
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
  private final WeakReference<LocalShare> copy;

  private BackgroundCopy(EncodedShare share, Storage storage, LocalShare copy) {
    this.share = share;
    this.storage = storage;
    this.copy = new WeakReference<>(copy);
  }

  /** A copy that has nothing yet, and will have all that there is room for. */
  static LocalShare start(EncodedShare share, Storage storage, LocalDisk disk) throws IOException {
    LocalShare copy = new LocalShare(disk, share.examples().size());
    COPYING.execute(new BackgroundCopy(share, storage, copy));
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
        if (to == null || to.isFull()) {
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
