package kindling.data.source;

import java.util.List;
import kindling.data.ImageShape;

/**
 * A dataset as it lies at its path, before it is cut; ids are not given yet.
 *
 * @param name names the format and the path for people
 * @param others files at the path that are no images and are left aside
 */
record Listing(
    String name,
    int others,
    List<String> classes,
    Split training,
    Split validation,
    Split test,
    Source source,
    ImageShape shape) {

  /**
   * Examples and where they come from, for people; no examples where the dataset has no such split.
   */
  record Split(String origin, Examples examples) {
    static final Split NONE = new Split("none", List.of());

    Split(String origin, List<Example> examples) {
      this(origin, Examples.of(examples));
    }

    boolean isEmpty() {
      return examples.isEmpty();
    }
  }
}
