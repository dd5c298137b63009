package kindling.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes a Parquet file of images; the same rows give the same bytes. What is encoded as JPEG or
 * PNG does not compress, so that pages are not compressed. On executors.
 */
public final class ImageFileWriter implements Closeable {
  /** How rows come to be in the order in which they are written. */
  public enum Order {
    /** Drawn by a seed over the whole split: any range of rows is a fair sample. */
    SHUFFLED,
    /** By what they hold. */
    SORTED
  }

  /** A row group is what is dealt out at once, and what a writer holds in memory. */
  private static final long ROW_GROUP_BYTES = 8L << 20;

  /** A page is what a reader takes into memory for one image. */
  private static final int PAGE_BYTES = 128 << 10;

  private final ImageRowSupport rows;
  private final ParquetWriter<ImageRow> writer;
  private final DeterministicOutput output;
  private final MessageDigest sha = sha256();

  /** Begins a file of shuffled rows. */
  public ImageFileWriter(FSDataOutputStream out, List<String> classes) throws IOException {
    this(out, classes, Order.SHUFFLED);
  }

  /**
   * Begins a file.
   *
   * @param out closed with the file
   * @param classes their names, by label
   */
  public ImageFileWriter(FSDataOutputStream out, List<String> classes, Order order)
      throws IOException {
    output = new DeterministicOutput(out, sha);
    rows = new ImageRowSupport(classes, order);
    writer =
        new Builder(output, rows)
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withDictionaryEncoding("image.bytes", false)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            // Sizes of images differ by far more than the writer's guesses allow for.
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .build();
  }

  /** Puts a row behind the others. */
  public void write(ImageRow row) throws IOException {
    writer.write(row);
  }

  /** Says in the file what all of its images, which were decoded, are. */
  public void describe(VerifiedImages images) {
    rows.describe(images);
  }

  @Override
  public void close() throws IOException {
    try {
      output.holdBack();
      writer.close();
      output.finish();
    } catch (IOException | RuntimeException e) {
      output.abandon();
      throw e;
    }
  }

  /** The bytes of the file, which is closed. */
  public long size() {
    return output.size();
  }

  /** Of the whole file, which is closed, in hexadecimal digits; asked for once. */
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<ImageRow, Builder> {
    private final ImageRowSupport rows;

    Builder(OutputFile file, ImageRowSupport rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ImageRow> getWriteSupport(Configuration configuration) {
      return rows;
    }
  }
}
