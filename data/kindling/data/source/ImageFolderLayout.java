package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import kindling.data.Storage;
import kindling.data.files.ArchiveFormat;
import kindling.data.files.ArchiveTree;
import kindling.data.files.DirectoryTree;
import kindling.data.files.DirectoryTree.Walked;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import org.apache.hadoop.fs.Path;

/** A folder for each class, in a directory or in archives. */
final class ImageFolderLayout implements Layout {
  @Override
  public String expected() {
    return "one folder per class, in folders train and test (or val) or in none; or train.zip,"
        + " or a single archive of these ("
        + ArchiveFormat.all()
        + ")";
  }

  @Override
  public boolean recognises(Place place) {
    // Any folders might be classes: it is what is left where nothing else is recognised.
    return false;
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    Storage storage = place.storage();
    if (!place.isDirectory()) {
      if (!ArchiveFormat.isArchive(place.path().getName())) {
        throw place.mismatch("a directory or an archive (" + ArchiveFormat.all() + ")");
      }
      return listing(settings, place, place.path(), new Tally(), List.of())
          .of(ArchiveTree.of(storage, place.path(), settings.limits()));
    }
    Walked walked = DirectoryTree.of(storage, place.path(), settings.limits(), place.directories());
    FileTree tree = walked.tree();
    List<String> archives = tree.others().stream().filter(ArchiveFormat::isArchive).toList();
    List<String> notes = notes(walked);
    if (!tree.imageFolders().isEmpty()) {
      if (!archives.isEmpty()) {
        notes.add("not used, folders of images lie beside it: " + ClassSets.text(archives));
      }
      return listing(settings, place, place.path(), new Tally(), notes).of(tree);
    }
    if (archives.size() == 1) {
      Tally beside = beside(tree, archives);
      Path archive = new Path(tree.file(archives.get(0)));
      return listing(settings, place, archive, beside, notes)
          .of(ArchiveTree.of(storage, archive, settings.limits()));
    }
    List<String> splits = splits(archives, place.path());
    if (!splits.isEmpty()) {
      Tally beside = beside(tree, splits);
      return listing(settings, place, place.path(), beside, notes)
          .of(joined(settings, storage, tree, splits));
    }
    if (tree.folders().isEmpty()) {
      throw place.mismatch(settings.format().layout().expected());
    }
    return listing(settings, place, place.path(), new Tally(), notes).of(tree);
  }

  private static ImageFolderListing listing(
      DataSettings settings, Place place, Path root, Tally beside, List<String> notes) {
    return new ImageFolderListing(settings, place.storage(), root, beside, notes);
  }

  private static List<String> notes(Walked walked) {
    List<String> notes = new ArrayList<>();
    if (!walked.followed().isEmpty()) {
      notes.add("links out of the folder, followed: " + ClassSets.text(walked.followed()));
    }
    if (walked.linksOut() > 0) {
      notes.add(
          String.format(
              Locale.ROOT, "%,d files are links out of the folder, followed", walked.linksOut()));
    }
    if (!walked.notFollowed().isEmpty()) {
      notes.add(
          "links that lead back to where they are, or where another has led, not followed: "
              + ClassSets.text(walked.notFollowed()));
    }
    return notes;
  }

  /** What lies in a directory beside its archives. */
  private static Tally beside(FileTree tree, List<String> used) {
    Tally beside = new Tally();
    tree.without(used).tallyOthers(beside);
    beside.add(LeftOut.IN_NO_CLASS_FOLDER, tree.images().size(), tree.place());
    return beside;
  }

  /** The archives that are splits, where one is for training. */
  private static List<String> splits(List<String> archives, Path at) {
    List<String> splits = new ArrayList<>();
    Set<String> stems = new HashSet<>();
    archives.forEach(archive -> stems.add(ArchiveFormat.stem(archive)));
    if (SplitName.TRAINING.among(stems, Set.of(), at).isPresent()) {
      for (SplitName split : SplitName.values()) {
        Optional<String> stem = split.among(stems, Set.of(), at);
        archives.stream()
            .filter(archive -> stem.filter(ArchiveFormat.stem(archive)::equals).isPresent())
            .filter(archive -> !splits.contains(archive))
            .forEach(splits::add);
      }
    }
    return splits;
  }

  /** One tree of several archives, each under its own name without the ending. */
  private static FileTree joined(
      DataSettings settings, Storage storage, FileTree beside, List<String> archives)
      throws IOException {
    SortedMap<String, FileTree> splits = new TreeMap<>();
    for (String archive : archives) {
      Path path = new Path(beside.file(archive));
      splits.put(ArchiveFormat.stem(archive), ArchiveTree.of(storage, path, settings.limits()));
    }
    return FileTree.of(beside.path(), splits);
  }
}
