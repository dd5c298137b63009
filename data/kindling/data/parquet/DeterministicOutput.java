package kindling.data.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * An open stream as Parquet writes it, with a footer that is the same in every process: the library
 * lists a column's encodings in the order of a hash set, which a process chooses at random, and the
 * metadata in that of another.
 */
final class DeterministicOutput implements OutputFile {
  /** The footer's length, and Parquet's magic number. */
  private static final int TAIL_BYTES = 8;

  private final FSDataOutputStream out;
  private final MessageDigest sha;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean holding;
  private long size;

  /**
   * A file that is written from its start.
   *
   * @param sha takes all of its bytes
   */
  DeterministicOutput(FSDataOutputStream out, MessageDigest sha) {
    this.out = out;
    this.sha = sha;
  }

  /** Keeps what is written from now on in memory: the last row group, indexes and the footer. */
  void holdBack() {
    holding = true;
  }

  /** Writes what was held back, its footer put in order, and closes the file. */
  void finish() throws IOException {
    byte[] end = held.toByteArray();
    ByteBuffer tail = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
    int start = end.length - TAIL_BYTES - tail.getInt(end.length - TAIL_BYTES);
    FileMetaData footer =
        Util.readFileMetaData(
            new ByteArrayInputStream(end, start, end.length - TAIL_BYTES - start));
    footer.row_groups.forEach(
        group -> group.columns.forEach(column -> Collections.sort(column.meta_data.encodings)));
    footer.key_value_metadata.sort(Comparator.comparing(pair -> pair.key));
    ByteArrayOutputStream ordered = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, ordered);
    write(end, 0, start);
    write(ordered.toByteArray(), 0, ordered.size());
    tail.putInt(end.length - TAIL_BYTES, ordered.size());
    write(end, end.length - TAIL_BYTES, TAIL_BYTES);
    out.hsync();
    out.close();
  }

  /** Lets go of a file that could not be written. */
  void abandon() {
    IOUtils.closeStream(out);
  }

  /** The bytes that are in the file. */
  long size() {
    return size;
  }

  private void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    sha.update(bytes, from, length);
    size += length;
  }

  @Override
  public PositionOutputStream create(long blockSize) {
    return new PositionOutputStream() {
      @Override
      public long getPos() {
        return size + held.size();
      }

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        if (holding) {
          held.write(bytes, from, length);
        } else {
          DeterministicOutput.this.write(bytes, from, length);
        }
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    return create(blockSize);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
