package kindling.data.encoded;

import java.io.Closeable;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.shard.Pictures;
import kindling.data.shard.Shard;
import kindling.data.source.ImageBytes;

/**
 * Pictures that are decoded when they are asked for, from the local disk or, where that had no room
 * for them, from the source. Lives in one task, which closes it.
 */
public final class EncodedPictures implements Pictures, Closeable {
  private static final long serialVersionUID = 1L;

  private final EncodedShare share;
  private final transient LocalShare local;
  private final transient Storage storage;
  private final int threads;

  /** Those that no thread uses at present. */
  private final transient ConcurrentLinkedQueue<ImageBytes.Reader> readers =
      new ConcurrentLinkedQueue<>();

  /**
   * A share's pictures.
   *
   * @param threads that decode a batch
   */
  public EncodedPictures(EncodedShare share, LocalShare local, Storage storage, int threads) {
    this.share = share;
    this.local = local;
    this.storage = storage;
    this.threads = threads;
  }

  /** The shard of these pictures. */
  public Shard shard() {
    ImageShape shape = share.source().resizer().shape();
    return new Shard(shape, share.examples().ids(), share.examples().labels(), this);
  }

  @Override
  public int size() {
    return share.examples().size();
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public byte[] fitted(int row) {
    try {
      return share.fitted(decoded(row));
    } catch (BadImageException e) {
      throw changed(row, e);
    }
  }

  @Override
  public Pixels found(int row) {
    try {
      return decoded(row).withChannels(share.source().resizer().shape().channels());
    } catch (BadImageException e) {
      throw changed(row, e);
    }
  }

  private Pixels decoded(int row) throws BadImageException {
    return share.source().decoder().decode(encoded(row)).pixels();
  }

  private byte[] encoded(int row) {
    try {
      Optional<byte[]> here = local.get(row);
      return here.isPresent() ? here.get() : reread(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] reread(int row) throws IOException {
    ImageBytes.Reader reader = readers.poll();
    if (reader == null) {
      reader = share.source().openBytes(storage);
    }
    try {
      byte[] read = share.reread(reader, row);
      local.put(row, read);
      return read;
    } finally {
      readers.add(reader);
    }
  }

  private DataException changed(int row, BadImageException e) {
    return new DataException(
        share.examples().get(row)
            + " was decoded before, perhaps elsewhere, and cannot be now: "
            + e.getMessage()
            + ". Give all executors the Java that it was decoded with and go on with --resume",
        e);
  }

  @Override
  public void close() throws IOException {
    for (ImageBytes.Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
      reader.close();
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException("pictures that are decoded where their bytes are");
  }
}
