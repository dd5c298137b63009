package kindling.data.source;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import kindling.data.files.DirectoryReader;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/**
 * The class folders of one split.
 *
 * @param name for people
 * @param place the folder or archive
 * @param classes every folder by its name, each with images
 * @param leftOut what else lies there
 */
record ClassFolders(String name, String place, SortedMap<String, FileTree> classes, Tally leftOut) {

  /**
   * Finds them in a split's folder or below.
   *
   * @param root the dataset's, for messages
   * @throws DataException where there are none, one is empty, or they are splits themselves
   */
  static ClassFolders of(FileTree split, String name, Path root) {
    Tally leftOut = new Tally();
    FileTree at = ClassLevel.ofSplit(split, leftOut);
    ClassLevel.checkClasses(at);
    checkFilled(at, name, root);
    leftOut.add(LeftOut.IN_NO_CLASS_FOLDER, at.images().size(), at.place());
    at.tallyOthers(leftOut);
    return new ClassFolders(name, split.place(), at.folders(), leftOut);
  }

  private static void checkFilled(FileTree at, String name, Path root) {
    SortedSet<String> empty = new TreeSet<>(at.folders().keySet());
    empty.removeAll(at.imageFolders());
    if (empty.size() == at.folders().size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected images in class folders, found none in %s; known endings are %s%s",
              root,
              name,
              DirectoryReader.IMAGE_ENDINGS,
              packed(at.archives())));
    }
    if (!empty.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected images in every class folder of %s, found none in %s; fill or remove them%s",
              root,
              name,
              ClassSets.text(empty),
              packed(
                  empty.stream()
                      .flatMap(folder -> at.folders().get(folder).archives().stream())
                      .toList())));
    }
  }

  /** What to say where the images may be in archives. */
  private static String packed(List<String> archives) {
    return archives.isEmpty()
        ? ""
        : ". Archives are read only where data.path names one, or the folder of those of the splits;"
            + " unpack, or name, "
            + ClassSets.text(archives);
  }

  /** The images of all classes, in the order of the classes and of the paths. */
  Split split() {
    Examples.Builder examples = new Examples.Builder();
    int label = 0;
    for (FileTree folder : classes.values()) {
      int of = label++;
      folder.forEachImage((file, entry) -> examples.add(new Example(0, of, file, entry)));
    }
    return new Split(name, place, examples.build(), leftOut);
  }
}
