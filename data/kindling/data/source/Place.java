package kindling.data.source;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import kindling.data.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** What lies at a dataset's path, looked at when it is first asked for; on the driver. */
final class Place {
  private final Storage storage;
  private final String written;
  private Path path;
  private SortedSet<String> names;

  Place(Storage storage, String written) {
    this.storage = storage;
    this.written = written;
  }

  Storage storage() {
    return storage;
  }

  /** Where it is; DataException where nothing is there. */
  Path path() throws IOException {
    if (path == null) {
      path = existing();
    }
    return path;
  }

  private Path existing() throws IOException {
    if (written.isBlank()) {
      throw new DataException(
          "expected the path of a dataset, found none; set data.path, or data.format = shapes for"
              + " generated images");
    }
    Path qualified = storage.qualify(written);
    if (!storage.exists(qualified)) {
      throw new DataException("expected a dataset at " + qualified + ", found nothing there");
    }
    return qualified;
  }

  boolean isDirectory() throws IOException {
    return storage.fileSystem(path()).getFileStatus(path()).isDirectory();
  }

  /** The files and folders that a directory holds, without what is hidden; none of a file. */
  SortedSet<String> names() throws IOException {
    if (names == null) {
      names = isDirectory() ? listed() : new TreeSet<>();
    }
    return names;
  }

  private SortedSet<String> listed() throws IOException {
    SortedSet<String> listed = new TreeSet<>();
    for (FileStatus status : storage.fileSystem(path()).listStatus(path())) {
      if (!FileTree.isHidden(status.getPath().getName())) {
        listed.add(status.getPath().getName());
      }
    }
    return listed;
  }

  /** What a directory holds under a name. */
  Place below(String name) throws IOException {
    return new Place(storage, new Path(path(), name).toString());
  }

  /** What to say where something else was expected. */
  DataException mismatch(String expected) throws IOException {
    SortedSet<String> found = isDirectory() ? names() : new TreeSet<>(List.of(path().getName()));
    return new DataException(
        path()
            + ": expected "
            + expected
            + ", found "
            + ClassSets.text(found)
            + "; correct data.path or data.format");
  }
}
