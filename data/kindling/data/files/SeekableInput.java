package kindling.data.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A Hadoop file as a read-only channel, so that a zip file is read in place by seeks. Failures of
 * the storage are unchecked: whoever reads by it tells them from a damaged file.
 */
final class SeekableInput implements SeekableByteChannel {
  private final FSDataInputStream in;
  private final long size;
  private long position;
  private boolean open = true;

  SeekableInput(FSDataInputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    byte[] chunk = new byte[Math.min(target.remaining(), 1 << 16)];
    try {
      in.seek(position);
      int count = in.read(chunk, 0, chunk.length);
      if (count > 0) {
        target.put(chunk, 0, count);
        position += count;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  /** Beyond the end too, as channels allow. */
  @Override
  public SeekableByteChannel position(long next) {
    if (next < 0) {
      throw new IllegalArgumentException("a position before the file's start: " + next);
    }
    position = next;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }
}
