package kindling.data.parquet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import kindling.data.DataLimits;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The pages of one column in a row group, of a column without repetition, so that a page has a
 * value for each of its rows: one page is in memory at a time, and pages of rows that nobody asks
 * for are passed over by a seek. (The library's own reader takes a whole row group's column into
 * memory, which for images is as much as the writer liked.)
 */
final class ColumnPages {
  private static final int HEADER_BUFFER_BYTES = 1 << 12;
  private static final ParquetMetadataConverter CONVERTER = new ParquetMetadataConverter();

  private final Path path;
  private final DataLimits limits;
  private final SeekableInputStream stream;
  private final BytesInputDecompressor decompressor;
  private final ColumnChunkMetaData chunk;

  private long position;
  private long row;
  private DictionaryPage dictionary;

  ColumnPages(
      Path path,
      DataLimits limits,
      SeekableInputStream stream,
      BytesInputDecompressor decompressor,
      ColumnChunkMetaData chunk) {
    this.path = path;
    this.limits = limits;
    this.stream = stream;
    this.decompressor = decompressor;
    this.chunk = chunk;
    rewind();
  }

  /**
   * A page of the column.
   *
   * @param first row of the row group
   * @param dictionary that its values are looked up in, or null
   */
  record Page(long first, DataPage data, DictionaryPage dictionary) {
    boolean holds(long row) {
      return row >= first && row < first + data.getValueCount();
    }
  }

  /** So many rows are in the row group. */
  long rows() {
    return chunk.getValueCount();
  }

  /** Back to the first page. */
  void rewind() {
    position = chunk.getStartingPos();
    row = 0;
    dictionary = null;
  }

  /** The page with a row of the row group, at or behind where the last call has left off. */
  Page seek(long wanted) throws IOException {
    while (position < end()) {
      Header next = header();
      long first = row;
      position = next.content() + next.page.compressed_page_size;
      row += next.values();
      if (next.page.isSetDictionary_page_header()) {
        dictionary = dictionary(next);
      } else if (wanted < row) {
        DataPage data = data(next);
        boolean looksUp = encoding(data).usesDictionary();
        return new Page(first, data, looksUp ? dictionary : null);
      }
    }
    throw new IOException("its pages end before row " + wanted + " of a row group");
  }

  private long end() {
    return chunk.getStartingPos() + chunk.getTotalSize();
  }

  private record Header(PageHeader page, long content) {
    long values() {
      if (page.isSetData_page_header()) {
        return page.data_page_header.num_values;
      }
      return page.isSetData_page_header_v2() ? page.data_page_header_v2.num_values : 0;
    }
  }

  /** Reads the header at the position; what was buffered behind it is read again. */
  private Header header() throws IOException {
    stream.seek(position);
    Counted counted = new Counted(new BufferedInputStream(stream, HEADER_BUFFER_BYTES));
    PageHeader page = Util.readPageHeader(counted);
    Header header = new Header(page, position + counted.count);
    boolean fits =
        page.compressed_page_size >= 0
            && page.compressed_page_size <= end() - header.content
            && page.uncompressed_page_size >= 0
            && header.values() >= 0
            && header.values() <= chunk.getValueCount() - row;
    if (!fits) {
      throw new IOException("a page passes its column's end");
    }
    return header;
  }

  private byte[] content(Header header) throws IOException {
    stream.seek(header.content);
    byte[] content = stream.readNBytes(header.page.compressed_page_size);
    if (content.length < header.page.compressed_page_size) {
      throw new IOException("the file ends within a page");
    }
    check(header.page, content);
    return content;
  }

  private static void check(PageHeader page, byte[] content) throws IOException {
    if (!page.isSetCrc()) {
      return;
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    if ((int) crc.getValue() != page.crc) {
      throw new IOException("a page has another checksum than when it was written");
    }
  }

  private DictionaryPage dictionary(Header header) throws IOException {
    DictionaryPageHeader found = header.page.dictionary_page_header;
    byte[] values = decompressed(content(header), header.page.uncompressed_page_size);
    return new DictionaryPage(
        BytesInput.from(values), found.num_values, CONVERTER.getEncoding(found.encoding));
  }

  private DataPage data(Header header) throws IOException {
    byte[] content = content(header);
    int size = header.page.uncompressed_page_size;
    if (header.page.isSetData_page_header()) {
      DataPageHeader found = header.page.data_page_header;
      return new DataPageV1(
          BytesInput.from(decompressed(content, size)),
          found.num_values,
          size,
          null,
          CONVERTER.getEncoding(found.repetition_level_encoding),
          CONVERTER.getEncoding(found.definition_level_encoding),
          CONVERTER.getEncoding(found.encoding));
    }
    DataPageHeaderV2 found = header.page.data_page_header_v2;
    int repetition = found.repetition_levels_byte_length;
    int levels = repetition + found.definition_levels_byte_length;
    if (repetition < 0 || levels < repetition || levels > content.length || levels > size) {
      throw new IOException("a page's levels pass its end");
    }
    byte[] values = java.util.Arrays.copyOfRange(content, levels, content.length);
    boolean plain = found.isSetIs_compressed() && !found.is_compressed;
    return DataPageV2.uncompressed(
        found.num_rows,
        found.num_nulls,
        found.num_values,
        BytesInput.from(content, 0, repetition),
        BytesInput.from(content, repetition, levels - repetition),
        CONVERTER.getEncoding(found.encoding),
        BytesInput.from(plain ? values : decompressed(values, size - levels)),
        null);
  }

  private static Encoding encoding(DataPage page) {
    return page instanceof DataPageV2 two
        ? two.getDataEncoding()
        : ((DataPageV1) page).getValueEncoding();
  }

  /** Memory is taken for what is declared, so that it is held to the limit before. */
  private byte[] decompressed(byte[] content, int size) throws IOException {
    if (chunk.getCodec() == CompressionCodecName.UNCOMPRESSED) {
      return content;
    }
    limits.checkGzip(path, size);
    if (chunk.getCodec() == CompressionCodecName.SNAPPY) {
      checkSnappy(content, size);
    }
    return decompressor.decompress(BytesInput.from(content), size).toByteArray();
  }

  /** A block of Snappy declares its own size, which its decompressor takes memory for. */
  private static void checkSnappy(byte[] content, int size) throws IOException {
    long declared = 0;
    for (int i = 0; i < Math.min(5, content.length); i++) {
      declared |= (long) (content[i] & 0x7F) << (7 * i);
      if (content[i] >= 0) {
        break;
      }
    }
    if (declared != size) {
      throw new IOException("a page that declares two sizes");
    }
  }

  /** A stream that knows how far it was read. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long count;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = in.read(target, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
