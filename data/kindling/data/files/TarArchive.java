package kindling.data.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.hadoop.fs.Path;

/**
 * A tar file: a plain one is read in place by seeks, a gzipped one is first decompressed to a file
 * on the local disk that ends with the archive's use.
 */
final class TarArchive implements Archive {
  private static final int GZIP_MAGIC = 0x1F8B;

  private final TarFile tar;
  private final List<TarArchiveEntry> found;
  private final List<Entry> entries;

  private TarArchive(TarFile tar) {
    this.tar = tar;
    this.found = List.copyOf(tar.getEntries());
    this.entries = found.stream().map(TarArchive::entry).toList();
  }

  /**
   * Opens an archive.
   *
   * @throws DataException if it is no tar file, a damaged one, or larger behind its compression
   *     than the limits allow
   */
  static TarArchive open(Storage storage, Path path, DataLimits limits) throws IOException {
    SeekableByteChannel channel = channel(storage, path, limits);
    try {
      TarFile tar =
          new TarFile(
              channel, TarConstants.DEFAULT_BLKSIZE, TarConstants.DEFAULT_RCDSIZE, "UTF-8", false);
      if (tar.getEntries().isEmpty()) {
        throw new IOException("no entry is in it");
      }
      return new TarArchive(tar);
    } catch (UncheckedIOException e) {
      channel.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw ArchiveFormat.damaged(path, "tar", e);
    }
  }

  private static SeekableByteChannel channel(Storage storage, Path path, DataLimits limits)
      throws IOException {
    try (InputStream in = new BufferedInputStream(storage.open(path), 1 << 16)) {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      if (magic == GZIP_MAGIC) {
        return decompressed(in, path, limits);
      }
    }
    long size = storage.fileSystem(path).getFileStatus(path).getLen();
    return new SeekableInput(storage.open(path), size);
  }

  private static SeekableByteChannel decompressed(InputStream in, Path path, DataLimits limits)
      throws IOException {
    java.nio.file.Path file = Files.createTempFile("kindling-", ".tar");
    try {
      long size = 0;
      try (OutputStream out = Files.newOutputStream(file)) {
        byte[] chunk = new byte[1 << 16];
        InputStream content = new GZIPInputStream(in, 1 << 16);
        for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
          size += read;
          limits.checkGzip(path, size);
          out.write(chunk, 0, read);
        }
      } catch (java.io.EOFException | java.util.zip.ZipException e) {
        throw ArchiveFormat.damaged(path, "gzipped tar", e);
      }
      return Files.newByteChannel(
          file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.delete(file);
      throw e;
    }
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  private static Entry entry(TarArchiveEntry entry) {
    boolean special =
        entry.isSymbolicLink()
            || entry.isLink()
            || entry.isFIFO()
            || entry.isCharacterDevice()
            || entry.isBlockDevice();
    Kind kind = special ? Kind.SPECIAL : Kind.FILE;
    return new Entry(entry.getName(), entry.isDirectory() ? Kind.FOLDER : kind, entry.getSize());
  }

  @Override
  public InputStream open(int position) throws IOException {
    return tar.getInputStream(found.get(position));
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
