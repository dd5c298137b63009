package kindling.data.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * A place in a column: rising rows are read on from where it is, with one page in memory; an
 * earlier row starts its row group anew. Used by one thread.
 */
public final class ColumnCursor {
  private static final PrimitiveConverter NONE = new PrimitiveConverter() {};

  private final ColumnDescriptor column;
  private final List<ColumnPages> groups;
  private final ParsedVersion writer;

  private int group = -1;
  private long firstOfGroup;
  private ColumnPages.Page page;
  private ColumnReader values;
  private long at;

  /**
   * Before the first row.
   *
   * @param writer whose errors are reckoned with; null where it is unknown
   */
  ColumnCursor(ColumnDescriptor column, List<ColumnPages> groups, ParsedVersion writer) {
    this.column = column;
    this.groups = groups;
    this.writer = writer;
  }

  /**
   * Goes to a row of the file.
   *
   * @throws IOException where the storage failed
   * @throws DamagedColumnException where the pages cannot be read
   */
  public void seek(long row) throws IOException, DamagedColumnException {
    try {
      seekWithin(enter(row));
    } catch (UncheckedIOException e) {
      leave();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      // The library meets damaged pages with many exceptions; the storage's own is another one.
      leave();
      throw refused(e);
    }
  }

  /** Finds the row group of a row, and the row in it. */
  private long enter(long row) {
    long first = 0;
    int found = 0;
    while (found < groups.size() && row >= first + groups.get(found).rows()) {
      first += groups.get(found++).rows();
    }
    if (row < 0 || found == groups.size()) {
      throw new IllegalArgumentException("no row " + row + " is in the file");
    }
    if (found != group || page != null && row - first < page.first()) {
      leave();
      group = found;
      firstOfGroup = first;
      groups.get(group).rewind();
    }
    return row - firstOfGroup;
  }

  private void seekWithin(long row) throws IOException {
    if (page == null || !page.holds(row)) {
      page = groups.get(group).seek(row);
      values = values();
    } else if (row < at) {
      values = values();
    }
    while (at < row) {
      if (isPresent()) {
        values.skip();
      }
      values.consume();
      at++;
    }
  }

  private ColumnReader values() {
    at = page.first();
    return new ColumnReaderImpl(column, new OnePage(page), NONE, writer);
  }

  private void leave() {
    group = -1;
    page = null;
    values = null;
  }

  /** Whether there is a value in the row. */
  public boolean isPresent() {
    return values.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  /** The row's value, which is present. */
  public byte[] bytes() throws DamagedColumnException {
    try {
      return values.getBinary().getBytes();
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  /** The same of a column of whole numbers. */
  public long number() throws DamagedColumnException {
    try {
      return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
        case INT32 -> values.getInteger();
        default -> values.getLong();
      };
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  private DamagedColumnException refused(Exception why) {
    return new DamagedColumnException(
        String.join(".", column.getPath()) + " cannot be read: " + firstLine(why), why);
  }

  private static String firstLine(Exception why) {
    return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
  }

  private record OnePage(ColumnPages.Page page) implements PageReader {
    @Override
    public DictionaryPage readDictionaryPage() {
      return page.dictionary();
    }

    @Override
    public long getTotalValueCount() {
      return page.data().getValueCount();
    }

    @Override
    public DataPage readPage() {
      return page.data();
    }
  }
}
