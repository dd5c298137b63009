package kindling.driver.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import kindling.data.source.Catalog;
import kindling.data.source.SplitFiles;

/**
 * What became of every file under a dataset's path: what is printed before training, and data.json
 * in a run's folder. Lives on the driver.
 *
 * @param images the shape that they are brought to
 * @param splits that were read
 * @param beside files in no split
 * @param notes on how the dataset was found, a line for people each
 */
public record DataReport(
    List<String> classes,
    String images,
    List<SplitReport> splits,
    Map<String, Reason> beside,
    List<String> notes) {
  private static final int NAMED_CLASSES = 10;

  /**
   * Files that are left out for one reason.
   *
   * @param named a few of them
   */
  public record Reason(int files, List<String> named) {}

  /**
   * One split.
   *
   * @param origin the folder, archive or file; or the share of another split that was cut out
   * @param images that are used
   * @param turned of these, as their files say
   * @param leftOut by the reason
   */
  public record SplitReport(
      String split, String origin, int images, int turned, Map<String, Reason> leftOut) {}

  /** A report about the splits that were read. */
  public static DataReport of(Catalog catalog, Map<Split, ShardedSplit> read) {
    List<SplitReport> splits = new ArrayList<>();
    read.forEach((split, shards) -> splits.add(report(catalog, split, shards)));
    return new DataReport(
        catalog.classes(),
        catalog.shape().toString(),
        splits,
        reasons(catalog.inventory().beside()),
        catalog.inventory().notes());
  }

  private static SplitReport report(Catalog catalog, Split split, ShardedSplit read) {
    SplitFiles files = split.files(catalog.inventory());
    Tally leftOut = new Tally();
    if (read.badCount() > 0) {
      leftOut.add(LeftOut.BAD, read.badCount(), read.bad().get(0));
    }
    leftOut.add(files.leftOut());
    return new SplitReport(
        split.title(), files.origin(), read.examples(), read.turned(), reasons(leftOut));
  }

  private static Map<String, Reason> reasons(Tally leftOut) {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    leftOut
        .counts()
        .forEach(
            (reason, files) ->
                reasons.put(reason.title(), new Reason(files, leftOut.named(reason))));
    return reasons;
  }

  /** The same for people: a line for each split, the classes, and whatever else is to be said. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (SplitReport split : splits) {
      String turned = split.turned == 0 ? "" : text(", %,d of them turned upright", split.turned);
      lines.add(
          text(
              "%s: %,d images of %,d classes from %s%s%s",
              split.split,
              split.images,
              classes.size(),
              split.origin,
              turned,
              split.leftOut.isEmpty() ? "" : "; left out: " + text(split.leftOut)));
    }
    lines.add(
        "classes: "
            + String.join(", ", classes.subList(0, Math.min(NAMED_CLASSES, classes.size())))
            + (classes.size() > NAMED_CLASSES
                ? text(" and %,d more", classes.size() - NAMED_CLASSES)
                : ""));
    if (!beside.isEmpty()) {
      lines.add("beside the splits: " + text(beside));
    }
    lines.addAll(notes);
    return lines;
  }

  private static String text(Map<String, Reason> reasons) {
    List<String> parts = new ArrayList<>();
    reasons.forEach(
        (title, reason) -> parts.add(text("%,d %s (%s)", reason.files, title, examples(reason))));
    return String.join(", ", parts);
  }

  private static String examples(Reason reason) {
    return String.join(", ", reason.named) + (reason.files > reason.named.size() ? ", ..." : "");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
