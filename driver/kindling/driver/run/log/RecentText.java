package kindling.driver.run.log;

import java.nio.charset.StandardCharsets;

/**
 * The newest of a text that grows: at least the last {@code characters} of it, whole lines, and at
 * most twice as many. Used by several threads.
 */
final class RecentText {
  private final int characters;
  private String before = "";
  private StringBuilder now = new StringBuilder();

  RecentText(int characters) {
    this.characters = characters;
  }

  /** Adds whole lines; of more than fit, the last ones. */
  synchronized void add(String lines) {
    String kept = lines;
    if (lines.length() > characters) {
      kept = lines.substring(lines.indexOf('\n', lines.length() - characters) + 1);
    }
    if (now.length() + kept.length() > characters) {
      before = now.toString();
      now = new StringBuilder();
    }
    now.append(kept);
  }

  synchronized byte[] bytes() {
    return (before + now).getBytes(StandardCharsets.UTF_8);
  }
}
