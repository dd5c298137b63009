package kindling.data.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import kindling.data.BadImageException;

/** An open archive, whose entries are read in any order; used by one thread. */
interface Archive extends Closeable {
  /**
   * An entry.
   *
   * @param name as the archive writes it
   * @param kind of entry
   * @param size in bytes, as the archive declares
   */
  record Entry(String name, Kind kind, long size) {}

  /** What an entry is. */
  enum Kind {
    FILE,
    FOLDER,
    /** A link or a device, which has no content of its own. */
    SPECIAL
  }

  /** All entries, in the order of the archive. */
  List<Entry> entries();

  /**
   * Opens the content of the entry at a position of the list; a failure of the storage is an
   * UncheckedIOException.
   *
   * @throws BadImageException where it cannot be read
   */
  InputStream open(int position) throws IOException, BadImageException;
}
