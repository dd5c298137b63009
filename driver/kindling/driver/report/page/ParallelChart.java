package kindling.driver.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.List;

/**
 * Parallel coordinates, as data: an upright axis for each of several figures, and a line through
 * all of them for each thing that has them. parallel.js draws it. A page with one holds the whole
 * of ECharts, see {@link Page.Library}.
 *
 * @param caption one line below the title
 * @param lines of as many places as there are axes
 */
public record ParallelChart(String title, String caption, List<Upright> axes, List<Line> lines) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public ParallelChart {
    axes = List.copyOf(axes);
    lines = List.copyOf(lines);
  }

  /**
   * One axis.
   *
   * @param absent what is written at its foot where a line has no place on it
   */
  public record Upright(String title, List<Tick> ticks, String absent) {
    public Upright {
      ticks = List.copyOf(ticks);
    }
  }

  /** A value that is written beside an axis, and its place on it, from 0 to 1. */
  public record Tick(double place, String text) {}

  /**
   * One line.
   *
   * @param label what is told of it when it is pointed at
   * @param places on each axis, from 0 to 1; NaN: it has none
   * @param shade from 0, the palest, to 1; NaN: gray
   * @param isMarked whether it stands out
   */
  public record Line(String label, List<Double> places, double shade, boolean isMarked) {
    public Line {
      places = List.copyOf(places);
    }
  }

  /** The chart's place in a page, with its data. */
  public DomContent tag() {
    return figure(
            figcaption(strong(title), span(caption)),
            div(div().withClass("plot").attr("role", "img").attr("aria-label", title))
                .withClass("wide")
                .attr("tabindex", "0"),
            script(rawHtml(json())).withType("application/json"))
        .withClass("chart parallel");
  }

  /** Its data; no end tag can occur in it. */
  private String json() {
    ObjectNode chart = JSON.objectNode();
    ArrayNode uprights = chart.putArray("axes");
    for (Upright axis : axes) {
      ObjectNode node = uprights.addObject().put("title", axis.title).put("absent", axis.absent);
      ArrayNode ticks = node.putArray("ticks");
      axis.ticks.forEach(tick -> ticks.addArray().add(tick.place).add(tick.text));
    }
    ArrayNode all = chart.putArray("lines");
    for (Line line : lines) {
      ObjectNode node = all.addObject().put("label", line.label).put("marked", line.isMarked);
      ArrayNode places = node.putArray("places");
      line.places.forEach(place -> places.add(orNull(place)));
      node.put("shade", orNull(line.shade));
    }
    return chart.toString().replace("<", "\\u003c");
  }

  /** JSON has no NaN. */
  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
