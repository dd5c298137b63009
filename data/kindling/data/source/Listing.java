package kindling.data.source;

import java.util.List;
import kindling.data.ImageShape;
import kindling.data.files.Tally;

/**
 * A dataset as it lies at its path, before it is cut; ids are not given yet.
 *
 * @param name names the format and the path for people
 * @param beside files at the path that belong to no split
 * @param notes what people should know of how it was found
 */
record Listing(
    String name,
    Tally beside,
    List<String> notes,
    List<String> classes,
    Split training,
    Split validation,
    Split test,
    Source source,
    ImageShape shape) {

  /**
   * Examples and where they come from; no examples where the dataset has no such split.
   *
   * @param origin names it for people
   * @param place the folder, archive or file
   * @param leftOut what lies there and is no example
   */
  record Split(String origin, String place, Examples examples, Tally leftOut) {
    static final Split NONE = new Split("none", "none", List.of());

    Split(String origin, String place, List<Example> examples) {
      this(origin, place, Examples.of(examples), new Tally());
    }

    boolean isEmpty() {
      return examples.isEmpty();
    }
  }
}
