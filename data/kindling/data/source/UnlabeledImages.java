package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.files.ArchiveFormat;
import kindling.data.files.ArchiveTree;
import kindling.data.files.Directories;
import kindling.data.files.DirectoryTree;
import kindling.data.files.FileTree;
import kindling.data.files.Tally;
import kindling.data.parquet.ParquetFile;
import org.apache.hadoop.fs.Path;

/**
 * All images at a place, whether anything there says what they show or not: of folders however
 * deep, archives, Parquet files, record files; a single image too. In the order of their paths, and
 * within a file of records in that of the records. Made on the driver.
 *
 * @param description one line for people
 * @param examples with their positions as ids; their labels mean nothing
 * @param source reads the images
 * @param shape that the settings ask for; what they leave open is as found
 */
public record UnlabeledImages(
    String description, Examples examples, Source source, ImageShape shape) {
  private static final String PARQUET = ".parquet";

  /**
   * Lists the images that the settings name.
   *
   * @param directories lists folders
   * @throws DataException where there are none, or what they lie in is damaged
   */
  public static UnlabeledImages list(
      DataSettings settings, Storage storage, Directories directories) {
    try {
      Place place = new Place(storage, settings.path(), directories);
      return isRecords(settings.format(), place)
          ? records(settings, storage, directories)
          : files(settings, place);
    } catch (IOException e) {
      throw new DataException(
          "cannot read the images at " + settings.path() + ": " + Storage.reason(e), e);
    }
  }

  /** Whether the images lie in a format whose files hold labels in any case. */
  private static boolean isRecords(DataFormat format, Place place) throws IOException {
    return switch (format) {
      case CIFAR10, CIFAR100, IDX, SHAPES -> true;
      case IMAGE_FOLDER, PARQUET, WEBDATASET -> false;
      case AUTO -> {
        for (DataFormat each : List.of(DataFormat.CIFAR10, DataFormat.CIFAR100, DataFormat.IDX)) {
          if (each.layout().recognises(place)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static UnlabeledImages records(
      DataSettings settings, Storage storage, Directories directories) {
    Catalog catalog = Catalog.open(settings, storage, directories);
    List<Example> all = new ArrayList<>(catalog.training());
    all.addAll(catalog.validation());
    all.addAll(catalog.test());
    all.sort(Example.BY_PLACE);
    return of(catalog.description(), all, catalog.source(), catalog.shape());
  }

  private static UnlabeledImages files(DataSettings settings, Place place) throws IOException {
    Path path = place.path();
    if (!place.isDirectory()) {
      String name = path.getName().toLowerCase(Locale.ROOT);
      if (name.endsWith(PARQUET)) {
        return parquet(settings, place, List.of(path));
      }
      Found found = new Found();
      if (ArchiveFormat.isArchive(name)) {
        found.add(ArchiveTree.of(place.storage(), path, settings.limits()));
      } else {
        found.examples.add(new Example(0, 0, path.toString(), ""));
      }
      return images(settings, place, found);
    }
    // Folders are no classes here, so that there may be any number of them.
    DataLimits limits = settings.limits();
    DataLimits anyFolders =
        new DataLimits(
            limits.imagePixels(), limits.imageBytes(), limits.gzipBytes(), Integer.MAX_VALUE);
    FileTree tree = DirectoryTree.of(place.storage(), path, anyFolders, place.directories()).tree();
    List<Path> parquet = others(tree).filter(file -> isParquet(file)).sorted().toList();
    if (!parquet.isEmpty()) {
      return parquet(settings, place, parquet);
    }
    Found found = new Found();
    found.add(tree);
    if (found.examples.isEmpty()) {
      List<Path> archives =
          others(tree).filter(file -> ArchiveFormat.isArchive(file.getName())).sorted().toList();
      for (Path archive : archives) {
        found.add(ArchiveTree.of(place.storage(), archive, limits));
      }
    }
    return images(settings, place, found);
  }

  private static boolean isParquet(Path file) {
    return file.getName().toLowerCase(Locale.ROOT).endsWith(PARQUET);
  }

  private static Stream<Path> others(FileTree tree) {
    return Stream.concat(
        tree.others().stream().map(name -> new Path(tree.file(name))),
        tree.folders().values().stream().flatMap(UnlabeledImages::others));
  }

  /** Images of trees, and what lies there beside them. */
  private static final class Found {
    private final List<Example> examples = new ArrayList<>();
    private final Tally others = new Tally();

    void add(FileTree tree) {
      tree.forEachImage((file, entry) -> examples.add(new Example(0, 0, file, entry)));
      tree.tallyOthers(others);
    }
  }

  private static UnlabeledImages images(DataSettings settings, Place place, Found found)
      throws IOException {
    if (found.examples.isEmpty()) {
      throw place.mismatch(
          "images, archives of them (" + ArchiveFormat.all() + ") or Parquet files");
    }
    found.examples.sort(Comparator.comparing(Example::file).thenComparing(Example::entry));
    int beside = found.others.files();
    return of(
        settings,
        place,
        "images at " + place.path(),
        beside == 0 ? "" : String.format(Locale.ROOT, "; %,d other files left out", beside),
        found.examples,
        new FileBytes(settings.limits()));
  }

  private static UnlabeledImages parquet(DataSettings settings, Place place, List<Path> files)
      throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> column = null;
    for (Path path : files) {
      try (ParquetFile file = ParquetFile.open(place.storage(), path, settings.limits())) {
        List<String> found =
            ExampleColumns.findImage(file.schema(), settings.formats().parquet(), path);
        if (column != null && !column.equals(found)) {
          throw new DataException(
              path + ": expected images in the column of the files before it, found others");
        }
        column = found;
        for (int row = 0; row < file.rows(); row++) {
          examples.add(new Example(0, 0, path.toString(), String.valueOf(row)));
        }
      }
    }
    if (examples.isEmpty()) {
      throw place.mismatch("Parquet files with rows");
    }
    return of(
        settings,
        place,
        "Parquet at " + place.path(),
        "",
        examples,
        new ParquetBytes(column, settings.limits(), Map.of()));
  }

  private static UnlabeledImages of(
      DataSettings settings,
      Place place,
      String name,
      String beside,
      List<Example> examples,
      ImageBytes bytes)
      throws IOException {
    Examples all = Examples.of(examples).numbered(0);
    FoundShape found = FoundShape.of(settings, place.storage(), bytes, all);
    return new UnlabeledImages(
        String.format(Locale.ROOT, "%s: %,d images%s", name, all.size(), beside),
        all,
        new ImageFiles(
            bytes,
            new PictureDecoder(settings.orientation(), settings.limits()),
            new ImageResizer(found.shape(), settings.framing())),
        found.shape());
  }

  private static UnlabeledImages of(
      String description, List<Example> examples, Source source, ImageShape shape) {
    return new UnlabeledImages(description, Examples.of(examples).numbered(0), source, shape);
  }
}
