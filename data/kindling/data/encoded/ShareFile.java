package kindling.data.encoded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file of encoded images that has no name: the operating system frees it when it is closed, when
 * nothing refers to it, or when the process ends in whatever way. Used by several threads.
 */
final class ShareFile {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int KEY_BYTES = 16;
  private static final int BLOCK = 16;

  private final LocalDisk disk;
  private final Optional<SecretKeySpec> key;
  private final Content content;
  private final Cleaner.Cleanable closing;

  private ShareFile(RandomAccessFile file, LocalDisk disk) {
    this.disk = disk;
    key = key(disk.protection());
    content = new Content(file, disk);
    closing = CLEANER.register(this, content);
  }

  static ShareFile create(LocalDisk disk) throws IOException {
    Path path = disk.folder().resolve("kindling-share-" + UUID.randomUUID());
    // Not a channel, which an interruption of any of its readers would close for all of them.
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      Files.delete(path);
      return new ShareFile(file, disk);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static Optional<SecretKeySpec> key(LocalDisk.Protection protection) {
    if (protection == LocalDisk.Protection.PLAIN) {
      return Optional.empty();
    }
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return Optional.of(new SecretKeySpec(random, "AES"));
  }

  /**
   * Writes bytes behind the others.
   *
   * @return where they begin; negative where the disk has no room for them
   */
  long append(byte[] bytes) throws IOException {
    synchronized (content) {
      long begin = (content.size + BLOCK - 1) / BLOCK * BLOCK;
      long more = begin + bytes.length - content.size;
      if (content.closed || !disk.take(more)) {
        return -1;
      }
      content.size += more;
      content.file.seek(begin);
      content.file.write(crypt(Cipher.ENCRYPT_MODE, bytes, begin));
      return begin;
    }
  }

  byte[] read(long begin, int length) throws IOException {
    byte[] bytes = new byte[length];
    synchronized (content) {
      content.file.seek(begin);
      content.file.readFully(bytes);
    }
    return crypt(Cipher.DECRYPT_MODE, bytes, begin);
  }

  /** AES in counter mode, the counter being the place in the file: a file has a key of its own. */
  private byte[] crypt(int mode, byte[] bytes, long begin) {
    if (key.isEmpty()) {
      return bytes;
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      byte[] counter =
          ByteBuffer.allocate(BLOCK).putLong(BLOCK - Long.BYTES, begin / BLOCK).array();
      cipher.init(mode, key.get(), new IvParameterSpec(counter));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in counter mode", e);
    }
  }

  void close() {
    closing.clean();
  }

  /** What is closed; apart from the file's object, so that it does not keep it alive. */
  private static final class Content implements Runnable {
    private final RandomAccessFile file;
    private final LocalDisk disk;
    private long size;
    private boolean closed;

    private Content(RandomAccessFile file, LocalDisk disk) {
      this.file = file;
      this.disk = disk;
    }

    @Override
    public void run() {
      synchronized (this) {
        disk.giveBack(size);
        size = 0;
        closed = true;
      }
      try {
        file.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a local copy", e);
      }
    }
  }
}
