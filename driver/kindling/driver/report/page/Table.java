package kindling.driver.report.page;

import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.List;

/** A table whose rows a click on a column's head sorts. */
public record Table(List<String> heads, List<List<Cell>> rows) {
  public Table {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  /**
   * One cell.
   *
   * @param text as it is shown
   * @param value that it is sorted by; NaN: by its text
   */
  public record Cell(String text, double value) {
    /** A cell of words. */
    public static Cell of(String text) {
      return new Cell(text, Double.NaN);
    }
  }

  /** The table's place in a page. */
  public DomContent tag() {
    return div(table(
                thead(tr(each(heads, head -> th(button(head)).attr("scope", "col")))),
                tbody(each(rows, row -> tr(each(row, Table::cell)))))
            .withClass("sortable"))
        .withClass("wide")
        .attr("tabindex", "0");
  }

  private static DomContent cell(Cell cell) {
    return Double.isNaN(cell.value)
        ? td(cell.text)
        : td(cell.text).withClass("number").withData("value", Double.toString(cell.value));
  }
}
