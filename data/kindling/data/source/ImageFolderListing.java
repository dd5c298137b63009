package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.RepeatedFolders;
import kindling.data.files.Tally;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/** Lists class folders, in directories and archives; every file there is used or counted. */
final class ImageFolderListing {
  private final DataSettings settings;
  private final Storage storage;
  private final Path root;
  private final Tally beside;
  private final List<String> notes;

  /**
   * A listing to be made.
   *
   * @param root for messages
   * @param beside files that lie beside the tree
   * @param notes on how the tree was found
   */
  ImageFolderListing(
      DataSettings settings, Storage storage, Path root, Tally beside, List<String> notes) {
    this.settings = settings;
    this.storage = storage;
    this.root = root;
    this.beside = beside;
    this.notes = new ArrayList<>(notes);
  }

  Listing of(FileTree tree) throws IOException {
    FileTree top = ClassLevel.ofDataset(tree, beside);
    Optional<SplitFolders> found = SplitFolders.of(top);
    found.ifPresent(splits -> tallyBeside(top, splits));
    Map<SplitName, FileTree> folders = new EnumMap<>(SplitName.class);
    found
        .map(SplitFolders::names)
        .orElse(Map.of())
        .forEach((split, name) -> folders.put(split, top.folders().get(name)));
    if (folders.isEmpty()) {
      folders.put(SplitName.TRAINING, top);
    }
    checkDistinct(folders);
    RepeatedFolders repeated = new RepeatedFolders(folders.values());
    Map<SplitName, ClassFolders> splits = new EnumMap<>(SplitName.class);
    folders.forEach(
        (split, folder) -> {
          String name = found.map(of -> of.names().get(split)).orElse("the class folders");
          splits.put(split, ClassFolders.of(repeated.without(folder, beside), name, root));
        });
    return listing(splits);
  }

  private void checkDistinct(Map<SplitName, FileTree> splits) {
    Map<String, SplitName> met = new HashMap<>();
    splits.forEach(
        (split, folder) -> {
          SplitName other = folder.real().isEmpty() ? null : met.put(folder.real(), split);
          if (other != null) {
            throw new DataException(
                String.format(
                    Locale.ROOT,
                    "%s: expected folders of their own for %s and %s, found links to one, %s",
                    root,
                    other.title(),
                    split.title(),
                    folder.real()));
          }
        });
  }

  /** Whatever lies beside the folders of splits. */
  private void tallyBeside(FileTree top, SplitFolders splits) {
    beside.add(LeftOut.IN_NO_SPLIT, top.images().size(), top.place());
    top.tallyOwnOthers(beside);
    top.folders()
        .forEach(
            (name, folder) -> {
              if (!splits.isUsed(name)) {
                folder.tallyAll(LeftOut.IN_NO_SPLIT, beside);
              }
            });
  }

  private Listing listing(Map<SplitName, ClassFolders> splits) throws IOException {
    ClassFolders training = splits.get(SplitName.TRAINING);
    ClassSets.check(training.classes().keySet(), training.name(), root);
    for (ClassFolders split : splits.values()) {
      ClassSets.checkEqual(
          training.classes().keySet(),
          training.name(),
          split.classes().keySet(),
          split.name(),
          root);
    }
    Map<SplitName, Split> found = new EnumMap<>(SplitName.class);
    splits.forEach((name, folders) -> found.put(name, folders.split()));
    return new ImageListing(
            "image folder at " + root,
            beside,
            notes,
            List.copyOf(training.classes().keySet()),
            found,
            new FileBytes(settings.limits()))
        .listing(settings, storage);
  }
}
