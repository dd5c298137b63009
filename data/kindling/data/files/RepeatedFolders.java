package kindling.data.files;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sees to it that a folder to which links lead is taken once; one that is no link goes first. */
public final class RepeatedFolders {
  private final Set<String> met = new HashSet<>();

  /** For these folders, all that are used. */
  public RepeatedFolders(Collection<FileTree> used) {
    used.forEach(this::enterOwn);
  }

  private void enterOwn(FileTree folder) {
    met.add(folder.real());
    folder
        .folders()
        .forEach(
            (name, below) -> {
              if (isOwn(folder, name, below)) {
                enterOwn(below);
              }
            });
  }

  /** Whether no link leads from the one to the other. */
  private static boolean isOwn(FileTree folder, String name, FileTree below) {
    return below.real().equals(folder.real() + "/" + name);
  }

  /** One of the folders, without those below it that have been met. */
  public FileTree without(FileTree folder, Tally leftOut) {
    SortedMap<String, FileTree> kept = new TreeMap<>();
    folder
        .folders()
        .forEach(
            (name, below) -> {
              boolean own = below.real().isEmpty() || isOwn(folder, name, below);
              if (own || met.add(below.real())) {
                kept.put(name, without(below, leftOut));
              } else {
                leftOut.add(LeftOut.REPEATED, below.fileCount(), below.place());
              }
            });
    return folder.withFolders(kept);
  }
}
