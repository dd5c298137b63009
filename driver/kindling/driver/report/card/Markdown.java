package kindling.driver.report.card;

import java.util.List;
import java.util.stream.Collectors;

/** Parts of a Markdown page whose text comes from elsewhere. */
final class Markdown {
  private Markdown() {}

  /** Text that is shown as it is, on one line, whatever it holds. */
  static String text(String plain) {
    return plain
        .replaceAll("\\p{Cntrl}+", " ")
        .replaceAll("([\\\\`*_{}\\[\\]#|~!])", "\\\\$1")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  /** A row of a table, of cells that are Markdown. */
  static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** A table, of cells that are Markdown. */
  static String table(List<String> head, List<List<String>> rows) {
    return row(head)
        + row(head.stream().map(cell -> "---").toList())
        + rows.stream().map(Markdown::row).collect(Collectors.joining());
  }

  /** A block of code, which ends where no line of the code can end it. */
  static String code(String language, String code) {
    String fence = "```";
    while (code.contains(fence)) {
      fence += "`";
    }
    return fence + language + "\n" + code.stripTrailing() + "\n" + fence + "\n";
  }
}
