package kindling.data.source;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kindling.data.DataException;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;

/** Finds the folders that are classes or splits, and refuses those that cannot be classes. */
final class ClassLevel {
  private ClassLevel() {}

  /**
   * Goes down to the folders of splits, or of classes where there are none: as long as everything
   * that has images is in one folder which is no class itself.
   *
   * @param passed files that lie beside the way
   */
  static FileTree ofDataset(FileTree top, Tally passed) {
    return below(top, passed, at -> SplitFolders.of(at).isEmpty() && leadsToTraining(at));
  }

  /** Down to a folder that is there to be trained on; one for tests alone is not. */
  private static boolean leadsToTraining(FileTree at) {
    boolean down = leadsDown(at);
    String only = down ? at.imageFolders().first() : "";
    if (SplitName.of(only).filter(split -> split != SplitName.TRAINING).isPresent()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected a training split beside %s, found none; let data.path name what is to be"
                  + " trained on",
              at.place(),
              only));
    }
    return down;
  }

  /** The same within a split: to the folders of its classes. */
  static FileTree ofSplit(FileTree split, Tally passed) {
    return below(split, passed, ClassLevel::leadsDown);
  }

  private static FileTree below(FileTree top, Tally passed, Predicate<FileTree> leadsDown) {
    FileTree at = top;
    while (leadsDown.test(at)) {
      String only = at.imageFolders().first();
      passed.add(LeftOut.IN_NO_CLASS_FOLDER, at.images().size(), at.place());
      at.tallyOwnOthers(passed);
      at.folders()
          .forEach(
              (name, folder) -> {
                if (!name.equals(only)) {
                  folder.tallyOthers(passed);
                }
              });
      at = at.folders().get(only);
    }
    return at;
  }

  private static boolean leadsDown(FileTree at) {
    SortedSet<String> inside = at.imageFolders();
    if (inside.size() != 1) {
      return false;
    }
    // An empty folder beside it says that the two were meant for classes.
    boolean alone =
        at.folders().entrySet().stream()
            .allMatch(e -> inside.contains(e.getKey()) || e.getValue().fileCount() > 0);
    FileTree only = at.folders().get(inside.first());
    return alone
        && (SplitFolders.of(only).isPresent()
            || only.imageFolders().size() > 1
            || only.images().isEmpty() && !only.imageFolders().isEmpty());
  }

  /**
   * Refuses folders that are splits under other names, or hold splits.
   *
   * @throws DataException saying what was found
   */
  static void checkClasses(FileTree at) {
    Set<String> names = at.imageFolders();
    Set<SplitName> named = new HashSet<>();
    names.forEach(name -> SplitName.within(name).ifPresent(named::add));
    boolean tests =
        names.stream()
            .flatMap(name -> SplitName.of(name).stream())
            .anyMatch(split -> split != SplitName.TRAINING);
    if (named.size() > 1 || tests) {
      throw refused(at, names, "whose names are those of splits");
    }
    for (String name : names) {
      Set<SplitName> inside = new HashSet<>();
      at.folders()
          .get(name)
          .imageFolders()
          .forEach(folder -> SplitName.of(folder).ifPresent(inside::add));
      if (inside.size() > 1) {
        throw refused(at, names, "of which " + name + " holds splits of its own");
      }
      Set<String> again = new TreeSet<>(at.folders().get(name).imageFolders());
      again.retainAll(names);
      if (again.size() > 1) {
        throw refused(at, names, "of which " + name + " holds folders of the same names");
      }
    }
    Set<String> shared = shared(at, names);
    if (shared.size() > 1) {
      throw refused(
          at, names, "each of which holds the same folders (" + ClassSets.text(shared) + ")");
    }
  }

  /** Names of the folders that every one has, where none has an image of its own. */
  private static Set<String> shared(FileTree at, Set<String> names) {
    if (names.size() < 2) {
      return Set.of();
    }
    Optional<Set<String>> shared =
        names.stream()
            .map(name -> at.folders().get(name))
            .map(ClassLevel::foldersAlone)
            .reduce(
                (one, other) ->
                    one.stream()
                        .filter(other::contains)
                        .collect(Collectors.toCollection(TreeSet::new)));
    return shared.orElse(Set.of());
  }

  private static Set<String> foldersAlone(FileTree folder) {
    FileTree inner = ofSplit(folder, new Tally());
    return inner.images().isEmpty() ? inner.imageFolders() : Set.of();
  }

  private static DataException refused(FileTree at, Set<String> names, String why) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: expected a folder for each class, or %s with a folder for each class in each; found"
                + " folders %s: %s. Rename or move them, or let data.path name the folder that is meant",
            at.place(),
            SplitName.expected(),
            why,
            ClassSets.text(names)));
  }
}
