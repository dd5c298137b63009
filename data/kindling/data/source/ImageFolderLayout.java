package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.Storage;
import kindling.data.source.FileTree.Found;
import org.apache.hadoop.fs.Path;

/** A folder for each class, in a directory or in zip files. */
final class ImageFolderLayout implements Layout {
  private static final String ZIP = ".zip";
  private static final SortedSet<String> SPLIT_ARCHIVES =
      new TreeSet<>(List.of("train.zip", "test.zip", "val.zip", "valid.zip", "validation.zip"));

  @Override
  public String expected() {
    return "folders train and test (or val), one folder per class, train.zip, or a single .zip of"
        + " these";
  }

  @Override
  public boolean recognises(Place place) {
    // Any folders might be classes: it is what is left where nothing else is recognised.
    return false;
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    return ImageFolderListing.list(settings, place.storage(), root(place), tree(settings, place));
  }

  /**
   * What the tree is of: an archive that lies alone in its directory, else what is at the place.
   */
  private static Path root(Place place) throws IOException {
    SortedSet<String> archives = archives(place);
    return archives.size() == 1 ? new Path(place.path(), archives.first()) : place.path();
  }

  private FileTree tree(DataSettings settings, Place place) throws IOException {
    Storage storage = place.storage();
    if (!place.isDirectory()) {
      if (!place.path().getName().endsWith(ZIP)) {
        throw place.mismatch("a directory or a .zip file");
      }
      return FileTrees.ofZip(storage, place.path());
    }
    SortedSet<String> archives = archives(place);
    if (archives.size() == 1) {
      return FileTrees.ofZip(storage, root(place));
    }
    if (archives.contains("train.zip")) {
      archives.retainAll(SPLIT_ARCHIVES);
      return joined(storage, place.path(), archives);
    }
    FileTree tree = FileTrees.ofFolder(storage, place.path(), settings.limits());
    if (tree.topFolders().isEmpty()) {
      throw place.mismatch(settings.format().layout().expected());
    }
    return tree;
  }

  private static SortedSet<String> archives(Place place) throws IOException {
    SortedSet<String> archives = new TreeSet<>(place.names());
    archives.removeIf(name -> !name.endsWith(ZIP));
    return archives;
  }

  /** One tree of several archives, each under its own name without the ending. */
  private static FileTree joined(Storage storage, Path path, SortedSet<String> archives)
      throws IOException {
    List<Found> files = new ArrayList<>();
    SortedSet<String> folders = new TreeSet<>();
    for (String archive : archives) {
      String prefix = archive.substring(0, archive.length() - ZIP.length()) + "/";
      FileTree tree = FileTrees.ofZip(storage, new Path(path, archive)).stripped();
      tree.files().forEach(found -> files.add(found.at(prefix + found.path())));
      tree.folders().forEach(folder -> folders.add(prefix + folder));
    }
    return new FileTree(files, folders);
  }
}
