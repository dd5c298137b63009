package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.source.FileTree.Found;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Recognises what lies at a dataset's path and lists it, on the driver. */
final class Layouts {
  private static final String ZIP = ".zip";
  private static final SortedSet<String> SPLIT_ARCHIVES =
      new TreeSet<>(List.of("train.zip", "test.zip", "val.zip", "valid.zip", "validation.zip"));

  private Layouts() {}

  static Listing listing(DataSettings settings, Storage storage) throws IOException {
    if (settings.format() == DataFormat.SHAPES) {
      return ShapesListing.list(settings);
    }
    if (settings.path().isBlank()) {
      throw new DataException(
          "expected the path of a dataset, found none; set data.path, or data.format = shapes for"
              + " generated images");
    }
    Path path = storage.qualify(settings.path());
    if (!storage.exists(path)) {
      throw new DataException("expected a dataset at " + path + ", found nothing there");
    }
    return storage.fileSystem(path).getFileStatus(path).isDirectory()
        ? ofFolder(settings, storage, path)
        : ofFile(settings, storage, path);
  }

  private static Listing ofFile(DataSettings settings, Storage storage, Path path)
      throws IOException {
    SortedSet<String> names = new TreeSet<>(List.of(path.getName()));
    switch (settings.format()) {
      case CIFAR10 -> throw mismatch(path, "a directory with " + Cifar10Listing.EXPECTED, names);
      case IDX -> throw mismatch(path, "a directory with " + IdxListing.EXPECTED, names);
      default -> {
        if (!path.getName().endsWith(ZIP)) {
          throw mismatch(path, "a directory or a .zip file", names);
        }
      }
    }
    return ImageFolderListing.list(settings, storage, path, FileTrees.ofZip(storage, path));
  }

  private static Listing ofFolder(DataSettings settings, Storage storage, Path path)
      throws IOException {
    SortedSet<String> names = names(storage, path);
    Path inner = new Path(path, Cifar10Listing.FOLDER);
    boolean hasInner = names.contains(Cifar10Listing.FOLDER);
    SortedSet<String> innerNames = hasInner ? names(storage, inner) : new TreeSet<>();
    DataFormat format = settings.format();
    if (format == DataFormat.AUTO) {
      format = detect(names, innerNames);
    }
    return switch (format) {
      case CIFAR10 ->
          hasInner
              ? Cifar10Listing.list(settings, storage, inner, innerNames)
              : Cifar10Listing.list(settings, storage, path, names);
      case IDX -> IdxListing.list(settings, storage, path, names);
      default -> imageFolder(settings, storage, path, names);
    };
  }

  private static DataFormat detect(SortedSet<String> names, SortedSet<String> innerNames) {
    if (Cifar10Listing.matches(names) || Cifar10Listing.matches(innerNames)) {
      return DataFormat.CIFAR10;
    }
    return IdxListing.matches(names) ? DataFormat.IDX : DataFormat.IMAGE_FOLDER;
  }

  private static Listing imageFolder(
      DataSettings settings, Storage storage, Path path, SortedSet<String> names)
      throws IOException {
    SortedSet<String> archives = new TreeSet<>(names);
    archives.removeIf(name -> !name.endsWith(ZIP));
    if (archives.size() == 1) {
      Path only = new Path(path, archives.first());
      return ImageFolderListing.list(settings, storage, only, FileTrees.ofZip(storage, only));
    }
    if (archives.contains("train.zip")) {
      archives.retainAll(SPLIT_ARCHIVES);
      return ImageFolderListing.list(settings, storage, path, joined(storage, path, archives));
    }
    FileTree tree = FileTrees.ofFolder(storage, path, settings.limits());
    if (tree.topFolders().isEmpty()) {
      throw mismatch(
          path,
          settings.format() == DataFormat.AUTO
              ? String.join(
                  "; or ",
                  ImageFolderListing.EXPECTED,
                  Cifar10Listing.EXPECTED,
                  IdxListing.EXPECTED)
              : ImageFolderListing.EXPECTED,
          names);
    }
    return ImageFolderListing.list(settings, storage, path, tree);
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

  private static SortedSet<String> names(Storage storage, Path folder) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (FileStatus status : storage.fileSystem(folder).listStatus(folder)) {
      if (!FileTree.isHidden(status.getPath().getName())) {
        names.add(status.getPath().getName());
      }
    }
    return names;
  }

  static DataException mismatch(Path path, String expected, SortedSet<String> found) {
    return new DataException(
        path
            + ": expected "
            + expected
            + ", found "
            + ClassSets.text(found)
            + "; correct data.path or data.format");
  }
}
