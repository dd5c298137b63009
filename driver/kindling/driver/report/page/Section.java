package kindling.driver.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;

import j2html.tags.DomContent;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a page under its own head.
 *
 * @param note a sentence or two below the head; may be empty
 */
public record Section(String title, String note, List<DomContent> content) {
  public Section(String title, String note, DomContent... content) {
    this(title, note, Arrays.asList(content));
  }

  /** Charts side by side where there is room. */
  public static DomContent charts(Chart... charts) {
    return div(each(Arrays.asList(charts), Chart::tag)).withClass("charts");
  }

  DomContent tag() {
    return section(h2(title), note.isEmpty() ? null : p(note), each(content, part -> part));
  }
}
