package kindling.data.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one directory holds, by names in order. Made where it is listed; crosses the wire.
 *
 * @param images files that are images by their endings or their first bytes; links to nothing too
 * @param others all other files that are not hidden
 * @param folders those that are not hidden, links left out
 * @param links the names that are links to folders, with the real path of each
 * @param hidden the number of files that are hidden, those in hidden folders with them
 * @param firstHidden the name of one of them, or of its folder; empty where there is none
 * @param linksOut files that are links to files outside the root
 * @param problem why the directory cannot be used; empty where it can
 */
public record Directory(
    Names images,
    Names others,
    Names folders,
    SortedMap<String, String> links,
    int hidden,
    String firstHidden,
    int linksOut,
    String problem)
    implements Serializable {

  /** Entries that were looked at. */
  public int size() {
    return images.size() + others.size() + folders.size() + links.size() + hidden;
  }

  /** Collects what a directory holds. */
  static final class Builder {
    final List<String> images = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    final List<String> folders = new ArrayList<>();
    final SortedMap<String, String> links = new TreeMap<>();
    private int hidden;
    private String firstHidden = "";
    private int linksOut;
    private String problem = "";

    void hidden(String name, int files) {
      if (files > 0 && (firstHidden.isEmpty() || name.compareTo(firstHidden) < 0)) {
        firstHidden = name;
      }
      hidden += files;
    }

    void linkOut() {
      linksOut++;
    }

    /** The first of several in the order of their texts is kept. */
    void problem(String found) {
      if (problem.isEmpty() || found.compareTo(problem) < 0) {
        problem = found;
      }
    }

    Directory build() {
      return new Directory(
          Names.of(images),
          Names.of(others),
          Names.of(folders),
          new TreeMap<>(links),
          hidden,
          firstHidden,
          linksOut,
          problem);
    }
  }
}
