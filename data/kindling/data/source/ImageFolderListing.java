package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.source.FileTree.Found;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/**
 * Lists class folders, in directories and zip files. Files that do not end like an image, or lie in
 * no class folder, are left aside and counted.
 */
final class ImageFolderListing {
  private static final String TRAINING = "train";
  private static final String TEST = "test";
  private static final List<String> VALIDATION = List.of("val", "validation", "valid");
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "png", "bmp", "gif", "tif", "tiff", "webp");

  /** So that a folder of nothing but damage is noticed before everything was read. */
  private static final int TRIES = 100;

  private ImageFolderListing() {}

  static Listing list(DataSettings settings, Storage storage, Path root, FileTree tree)
      throws IOException {
    FileTree top = tree.stripped();
    boolean hasSplits =
        top.topFolders().contains(TRAINING) && !top.below(TRAINING).topFolders().isEmpty();
    SortedMap<String, Folder> splits = new TreeMap<>();
    if (hasSplits) {
      for (String name : top.topFolders()) {
        if (name.equals(TRAINING) || name.equals(TEST) || VALIDATION.contains(name)) {
          splits.put(name, Folder.of(top.below(name), name, root));
        }
      }
    } else {
      splits.put(TRAINING, Folder.of(top, "the class folders", root));
    }
    return listing(settings, storage, root, splits);
  }

  private static Listing listing(
      DataSettings settings, Storage storage, Path root, SortedMap<String, Folder> splits)
      throws IOException {
    Folder training = splits.get(TRAINING);
    ClassSets.check(training.classes().keySet(), training.name(), root);
    for (Folder split : splits.values()) {
      ClassSets.checkEqual(
          training.classes().keySet(),
          training.name(),
          split.classes().keySet(),
          split.name(),
          root);
    }
    Split validation =
        VALIDATION.stream()
            .filter(splits::containsKey)
            .findFirst()
            .map(name -> splits.get(name).split())
            .orElse(Split.NONE);
    Split test = splits.containsKey(TEST) ? splits.get(TEST).split() : validation;
    Split examples = training.split();
    ImageShape shape = shape(settings, storage, examples.examples());
    return new Listing(
        "image folder at " + root,
        splits.values().stream().mapToInt(Folder::others).sum(),
        List.copyOf(training.classes().keySet()),
        examples,
        splits.containsKey(TEST) ? validation : Split.NONE,
        test,
        new ImageFiles(new ImageResizer(shape, settings.fit()), settings.limits()),
        shape);
  }

  private static ImageShape shape(DataSettings settings, Storage storage, List<Example> training)
      throws IOException {
    if (settings.channels() > 0 && settings.height() > 0 && settings.width() > 0) {
      return new ImageShape(settings.channels(), settings.height(), settings.width());
    }
    List<String> reasons = new ArrayList<>();
    try (ImageFiles.Reader reader = new ImageFiles.Reader(storage, settings.limits())) {
      for (Example example : training.subList(0, Math.min(TRIES, training.size()))) {
        try {
          return settings.shape(reader.decode(example).shape());
        } catch (BadImageException e) {
          reasons.add(example + ": " + e.getMessage());
        }
      }
    }
    throw new DataException(
        "expected a readable image, found none among the first "
            + reasons.size()
            + " of training: "
            + ClassSets.text(reasons));
  }

  /** The class folders of one split: the files of every class, in the order of their paths. */
  private record Folder(String name, SortedMap<String, List<Found>> classes, int others) {
    static Folder of(FileTree tree, String name, Path root) {
      SortedMap<String, List<Found>> classes = new TreeMap<>();
      tree.topFolders().forEach(folder -> classes.put(folder, new ArrayList<>()));
      int others = 0;
      for (Found found : tree.files()) {
        int slash = found.path().indexOf('/');
        if (slash > 0 && isImage(found.path())) {
          classes.get(found.path().substring(0, slash)).add(found);
        } else {
          others++;
        }
      }
      classes.values().forEach(files -> files.sort(Comparator.comparing(Found::path)));
      SortedSet<String> empty = new TreeSet<>(classes.keySet());
      empty.removeIf(folder -> !classes.get(folder).isEmpty());
      if (empty.size() == classes.size()) {
        throw new DataException(
            root
                + ": expected images in class folders, found none in "
                + name
                + "; known endings are "
                + String.join(", ", new TreeSet<>(ENDINGS)));
      }
      if (!empty.isEmpty()) {
        throw new DataException(
            root
                + ": expected images in every class folder of "
                + name
                + ", found none in "
                + ClassSets.text(empty)
                + "; fill or remove them");
      }
      return new Folder(name, classes, others);
    }

    private static boolean isImage(String path) {
      String ending = path.substring(path.lastIndexOf('.') + 1);
      return ENDINGS.contains(ending.toLowerCase(Locale.ROOT));
    }

    Split split() {
      List<Example> examples = new ArrayList<>();
      int label = 0;
      for (List<Found> files : classes.values()) {
        for (Found found : files) {
          examples.add(new Example(examples.size(), label, found.file(), found.entry()));
        }
        label++;
      }
      return new Split(name, examples);
    }
  }
}
