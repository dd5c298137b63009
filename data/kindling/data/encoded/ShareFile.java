package kindling.data.encoded;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file of encoded images that has no name: the operating system frees it when it is closed, when
 * nothing refers to it, or when the process ends in whatever way. One thread writes, then many read
 * at once.
 */
final class ShareFile {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int KEY_BYTES = 16;
  private static final int BLOCK = 16;

  private final FileChannel channel;
  private final LocalDisk disk;
  private final Optional<SecretKeySpec> key;
  private final Content content;
  private final Cleaner.Cleanable closing;

  private ShareFile(FileChannel channel, LocalDisk disk, Optional<SecretKeySpec> key) {
    this.channel = channel;
    this.disk = disk;
    this.key = key;
    content = new Content(channel);
    closing = CLEANER.register(this, content);
  }

  static ShareFile create(LocalDisk disk) throws IOException {
    Path path = disk.folder().resolve("kindling-share-" + UUID.randomUUID());
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new ShareFile(channel, disk, key(disk.protection()));
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
    long begin = (content.size + BLOCK - 1) / BLOCK * BLOCK;
    long more = begin + bytes.length - content.size;
    if (!disk.take(more)) {
      return -1;
    }
    content.size += more;
    ByteBuffer left = ByteBuffer.wrap(crypt(Cipher.ENCRYPT_MODE, bytes, begin));
    for (long at = begin; left.hasRemaining(); ) {
      at += channel.write(left, at);
    }
    return begin;
  }

  byte[] read(long begin, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, begin + bytes.position()) < 0) {
        throw new EOFException("a local copy ends before byte " + (begin + length));
      }
    }
    return crypt(Cipher.DECRYPT_MODE, bytes.array(), begin);
  }

  /** AES in counter mode, the counter being the place in the file: a file has a key of its own. */
  private byte[] crypt(int mode, byte[] bytes, long begin) {
    if (key.isEmpty()) {
      return bytes;
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      byte[] counter = ByteBuffer.allocate(BLOCK).putLong(8, begin / BLOCK).array();
      cipher.init(mode, key.get(), new IvParameterSpec(counter));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in counter mode", e);
    }
  }

  void close() {
    closing.clean();
  }

  /** What is closed; apart from the file, so that it does not keep it alive. */
  private static final class Content implements Runnable {
    private final FileChannel channel;
    private long size;

    private Content(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void run() {
      LocalDisk.giveBack(size);
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a local copy", e);
      }
    }
  }
}
