package kindling.data.source;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.files.Directories;
import kindling.data.files.Directory;
import kindling.data.files.DirectoryReader;
import kindling.data.files.LeftOut;
import kindling.data.files.Names;
import kindling.data.files.Tally;
import org.apache.hadoop.fs.Path;

/** What lies at a dataset's path, looked at when it is first asked for; on the driver. */
final class Place {
  private final Storage storage;
  private final String written;
  private final Directories directories;
  private Path path;
  private Directory directory;
  private SortedSet<String> names;

  Place(Storage storage, String written, Directories directories) {
    this.storage = storage;
    this.written = written;
    this.directories = directories;
  }

  /** Lists many directories. */
  Directories directories() {
    return directories;
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
    Directory found = directory();
    SortedSet<String> listed = new TreeSet<>(found.images());
    listed.addAll(found.others());
    listed.addAll(found.folders());
    listed.addAll(found.links().keySet());
    return listed;
  }

  private Directory directory() throws IOException {
    if (directory == null) {
      directory = new DirectoryReader(storage, path().toString()).read(path().toString());
      if (!directory.problem().isEmpty()) {
        throw new DataException(directory.problem());
      }
    }
    return directory;
  }

  /** What lies in a directory beside the files that are used. */
  Tally beside(Predicate<String> used) throws IOException {
    Tally beside = new Tally();
    Directory found = directory();
    for (Names names : List.of(found.images(), found.others(), found.folders())) {
      for (String name : names) {
        if (!used.test(name)) {
          beside.add(LeftOut.IN_NO_SPLIT, 1, path() + "/" + name);
        }
      }
    }
    beside.add(LeftOut.HIDDEN, found.hidden(), path() + "/" + found.firstHidden());
    return beside;
  }

  /** What a directory holds under a name. */
  Place below(String name) throws IOException {
    return new Place(storage, new Path(path(), name).toString(), directories);
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
