package kindling.data.source;

import java.util.List;
import kindling.data.files.Tally;

/**
 * Where everything under a dataset's path went: each file is an image of a split's list, or counted
 * here.
 *
 * @param beside files in no split
 * @param notes what people should know of how the dataset was found, a line each
 */
public record Inventory(
    SplitFiles training, SplitFiles validation, SplitFiles test, Tally beside, List<String> notes) {

  public Inventory {
    notes = List.copyOf(notes);
  }

  /** All files that are left out, apart from images that cannot be read. */
  public Tally leftOut() {
    Tally all = new Tally();
    all.add(training.leftOut());
    all.add(validation.leftOut());
    all.add(test.leftOut());
    all.add(beside);
    return all;
  }
}
