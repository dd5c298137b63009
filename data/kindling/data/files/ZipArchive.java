package kindling.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import kindling.data.BadImageException;
import kindling.data.Storage;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.fs.Path;

/** A zip file, read in place by seeks; the central directory says what is in it. */
final class ZipArchive implements Archive {
  /**
   * What names are in where they are neither flagged nor valid as UTF-8 (PKWARE's APPNOTE, D); a
   * reduced Java may lack it.
   */
  private static final Charset DOS =
      Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

  private final ZipFile zip;
  private final List<ZipArchiveEntry> found;
  private final List<Entry> entries;

  private ZipArchive(ZipFile zip) {
    this.zip = zip;
    this.found = Collections.list(zip.getEntries());
    this.entries = found.stream().map(ZipArchive::entry).toList();
  }

  /** DataException if it is no zip file, or a damaged one. */
  static ZipArchive open(Storage storage, Path path) throws IOException {
    long size = storage.fileSystem(path).getFileStatus(path).getLen();
    SeekableInput channel = new SeekableInput(storage.open(path), size);
    try {
      return new ZipArchive(new ZipFile(channel, path.toString(), "UTF-8", true, true));
    } catch (UncheckedIOException e) {
      channel.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw ArchiveFormat.damaged(path, "zip", e);
    }
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  private static Entry entry(ZipArchiveEntry entry) {
    String name = name(entry);
    Kind kind = entry.isUnixSymlink() ? Kind.SPECIAL : Kind.FILE;
    boolean folder = name.endsWith("/") || name.endsWith("\\");
    return new Entry(name, folder ? Kind.FOLDER : kind, entry.getSize());
  }

  /** The library takes all names for UTF-8; programs of Windows write others. */
  private static String name(ZipArchiveEntry entry) {
    byte[] raw = entry.getRawName();
    boolean known =
        entry.getGeneralPurposeBit().usesUTF8ForNames()
            || entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD
            || raw == null;
    if (known) {
      return entry.getName();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      return new String(raw, DOS);
    }
  }

  @Override
  public InputStream open(int position) throws IOException, BadImageException {
    ZipArchiveEntry entry = found.get(position);
    if (!zip.canReadEntryData(entry)) {
      throw new BadImageException("is encrypted or compressed by an unknown method");
    }
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
