package kindling.driver.report.page;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.small;

import j2html.tags.DomContent;
import java.util.List;

/**
 * One figure that a page opens with.
 *
 * @param name what it is
 * @param value with its unit
 * @param remark of what, or beside what; may be empty
 */
public record Tile(String name, String value, String remark) {
  /** Several of them side by side. */
  public static DomContent row(List<Tile> tiles) {
    return dl(each(tiles, tile -> div(dt(tile.name), dd(tile.value), small(tile.remark))))
        .withClass("tiles");
  }
}
