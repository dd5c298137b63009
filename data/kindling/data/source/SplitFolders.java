package kindling.data.source;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kindling.data.DataException;
import kindling.data.files.FileTree;

/**
 * The folders of a tree that are its splits.
 *
 * @param names of the folders; training's is among them
 */
record SplitFolders(Map<SplitName, String> names) {
  /**
   * Those of a folder; none where it has no folder for training that has folders with images.
   *
   * @throws DataException where two folders are for the same split
   */
  static Optional<SplitFolders> of(FileTree at) {
    boolean trains =
        at.imageFolders().stream()
            .filter(name -> SplitName.of(name).equals(Optional.of(SplitName.TRAINING)))
            .anyMatch(name -> !at.folders().get(name).imageFolders().isEmpty());
    if (!trains) {
      return Optional.empty();
    }
    Map<SplitName, String> names = new EnumMap<>(SplitName.class);
    Set<String> taken = new HashSet<>();
    // A folder named eval is for testing before it is for validation.
    for (SplitName split :
        new SplitName[] {SplitName.TRAINING, SplitName.TEST, SplitName.VALIDATION}) {
      split
          .among(at.folders().keySet(), taken, at.place())
          .ifPresent(
              name -> {
                names.put(split, name);
                taken.add(name);
              });
    }
    return Optional.of(new SplitFolders(names));
  }

  boolean isUsed(String folder) {
    return names.containsValue(folder);
  }
}
