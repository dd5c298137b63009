package kindling.data.source;

import java.io.Serializable;
import java.util.Comparator;

/**
 * The location and label of one image.
 *
 * @param id its position in the training list (with the examples that validation was cut from), or
 *     in the test list
 * @param label the index of its class
 * @param file the Hadoop path of the file that holds it
 * @param entry the name of the zip entry, the number of the record, or empty for a whole file
 */
public record Example(int id, int label, String file, String entry) implements Serializable {
  /** Close to the order in which files hold their entries: numbers rise, names are in sequence. */
  static final Comparator<Example> BY_PLACE =
      Comparator.comparing(Example::file)
          .thenComparingInt(example -> example.entry().length())
          .thenComparing(Example::entry);

  /** The number of the record in its file. */
  int record() {
    return Integer.parseInt(entry);
  }

  @Override
  public String toString() {
    return entry.isEmpty() ? file : file + "!" + entry;
  }
}
