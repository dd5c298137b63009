package kindling.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** An open Parquet file; used by one thread. */
public final class ParquetFile implements Closeable {
  /** The metadata that says in which order rows are, in files that Kindling writes. */
  static final String ORDER = "kindling.order";

  static final String SHUFFLED = "shuffled";

  private final Path path;
  private final DataLimits limits;
  private final SeekableInputStream stream;
  private final ParquetMetadata footer;
  private final CodecFactory codecs = new CodecFactory(new Configuration(false), 0);

  private ParquetFile(
      Path path, DataLimits limits, SeekableInputStream stream, ParquetMetadata footer) {
    this.path = path;
    this.limits = limits;
    this.stream = stream;
    this.footer = footer;
  }

  /**
   * Opens a file and reads its footer.
   *
   * @throws IOException where the storage failed
   * @throws DataException where it is no Parquet file, or a damaged one
   */
  public static ParquetFile open(Storage storage, Path path, DataLimits limits) throws IOException {
    long length = storage.fileSystem(path).getFileStatus(path).getLen();
    FSDataInputStream in = storage.open(path);
    try {
      ParquetInput input = new ParquetInput(in, length);
      SeekableInputStream stream = input.newStream();
      ParquetMetadata footer =
          ParquetFileReader.readFooter(input, ParquetReadOptions.builder().build(), stream);
      checkRows(footer, path);
      return new ParquetFile(path, limits, stream, footer);
    } catch (UncheckedIOException e) {
      in.close();
      throw e.getCause();
    } catch (DataException e) {
      in.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      // The library meets damaged footers with many exceptions.
      in.close();
      throw damaged(path, e);
    }
  }

  private static void checkRows(ParquetMetadata footer, Path path) {
    long rows = 0;
    for (BlockMetaData group : footer.getBlocks()) {
      if (group.getRowCount() < 0 || (rows += group.getRowCount()) > Integer.MAX_VALUE) {
        throw damaged(path, new IOException("row groups of impossible sizes"));
      }
    }
  }

  static DataException damaged(Path path, Exception why) {
    return new DataException(
        path
            + ": expected a Parquet file, found one that is empty, cut off or something else ("
            + String.valueOf(why.getMessage()).lines().findFirst().orElse("")
            + "); copy it again",
        why);
  }

  public Path path() {
    return path;
  }

  public MessageType schema() {
    return footer.getFileMetaData().getSchema();
  }

  /** Whether a seed has drawn the order of the rows, over the whole split that the file is of. */
  public boolean isShuffled() {
    return SHUFFLED.equals(metadata().get(ORDER));
  }

  /**
   * What its images were found to be when it was written; empty where nobody has looked, or where
   * another program wrote the file anew and kept the metadata.
   */
  public Optional<VerifiedImages> verified() {
    String writer = footer.getFileMetaData().getCreatedBy();
    if (!schema().equals(ImageRowSupport.SCHEMA)
        || writer == null
        || !writer.startsWith("parquet-mr")) {
      return Optional.empty();
    }
    return VerifiedImages.in(metadata().get(VerifiedImages.KEY), rows());
  }

  /** What its writer put in beside the rows. */
  public Map<String, String> metadata() {
    return footer.getFileMetaData().getKeyValueMetaData();
  }

  /** Of all row groups. */
  public int rows() {
    return footer.getBlocks().stream().mapToInt(group -> (int) group.getRowCount()).sum();
  }

  /** The rows of each group, in the order of the file. */
  public List<Integer> rowGroups() {
    return footer.getBlocks().stream().map(group -> (int) group.getRowCount()).toList();
  }

  /**
   * A column from its first row on.
   *
   * @param leaf its names from the outside in, all of which the schema has
   */
  public ColumnCursor column(List<String> leaf) {
    ColumnDescriptor column = schema().getColumnDescription(leaf.toArray(String[]::new));
    List<ColumnPages> groups = new ArrayList<>();
    for (BlockMetaData group : footer.getBlocks()) {
      groups.add(pages(group, chunk(group, leaf), column));
    }
    return new ColumnCursor(column, groups, writer());
  }

  private ParsedVersion writer() {
    try {
      String named = footer.getFileMetaData().getCreatedBy();
      return named == null ? null : VersionParser.parse(named);
    } catch (RuntimeException | VersionParseException e) {
      // As the library does: the name is for the errors of old versions alone.
      return null;
    }
  }

  private ColumnPages pages(
      BlockMetaData group, Optional<ColumnChunkMetaData> found, ColumnDescriptor column) {
    ColumnChunkMetaData chunk =
        found.orElseThrow(() -> damaged(path, new IOException("a row group without " + column)));
    if (chunk.getValueCount() != group.getRowCount()) {
      throw damaged(path, new IOException("a column of fewer or more values than rows"));
    }
    return new ColumnPages(path, limits, stream, codecs.getDecompressor(chunk.getCodec()), chunk);
  }

  /** How many values of a column are missing in a row group; empty where its writer did not say. */
  public OptionalLong nulls(int group, List<String> leaf) {
    Statistics<?> found =
        chunk(footer.getBlocks().get(group), leaf)
            .map(ColumnChunkMetaData::getStatistics)
            .orElse(null);
    return found == null || !found.isNumNullsSet()
        ? OptionalLong.empty()
        : OptionalLong.of(found.getNumNulls());
  }

  private static Optional<ColumnChunkMetaData> chunk(BlockMetaData group, List<String> leaf) {
    ColumnPath path = ColumnPath.get(leaf.toArray(String[]::new));
    return group.getColumns().stream().filter(c -> c.getPath().equals(path)).findFirst();
  }

  @Override
  public void close() throws IOException {
    codecs.release();
    stream.close();
  }
}
