package kindling.driver.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Of lines that come one by one so many that memory does not grow with them: all, or every second,
 * fourth, eighth one, and the last. Not safe for use by two threads at once.
 */
final class ThinnedLines {
  private final int most;
  private final List<String> kept = new ArrayList<>();
  private long every = 1;
  private long count;
  private String last;

  /**
   * Of no lines yet.
   *
   * @param most lines that are kept beside the last; an even number
   */
  ThinnedLines(int most) {
    this.most = most;
  }

  void add(String line) {
    if (count % every == 0) {
      if (kept.size() == most) {
        halve();
      }
      if (count % every == 0) {
        kept.add(line);
      }
    }
    last = line;
    count++;
  }

  private void halve() {
    for (int i = 0; i < most / 2; i++) {
      kept.set(i, kept.get(2 * i));
    }
    kept.subList(most / 2, most).clear();
    every *= 2;
  }

  /** Those that are kept, in order. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(kept);
    if (count > 0 && (count - 1) % every != 0) {
      lines.add(last);
    }
    return lines;
  }
}
