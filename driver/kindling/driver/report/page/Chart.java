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
import java.util.Locale;

/**
 * One chart of a page, as data; page.js draws it.
 *
 * @param caption one line below the title: what the vertical axis shows, and what to look for
 */
public record Chart(String title, String caption, Axis x, Axis y, List<Series> series) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public Chart {
    series = series.stream().filter(one -> !one.points().isEmpty()).toList();
  }

  /** The chart's place in a page, with its data. */
  public DomContent tag() {
    return figure(
            figcaption(strong(title), span(caption)),
            div().withClass("plot").attr("role", "img").attr("aria-label", title),
            script(rawHtml(json())).withType("application/json"))
        .withClass("chart");
  }

  /** Its data; no end tag can occur in it. */
  String json() {
    ObjectNode chart = JSON.objectNode();
    chart.set("x", json(x));
    chart.set("y", json(y));
    ArrayNode all = chart.putArray("series");
    series.forEach(one -> all.add(json(one)));
    return chart.toString().replace("<", "\\u003c");
  }

  private static ObjectNode json(Axis axis) {
    ObjectNode node =
        JSON.objectNode()
            .put("title", axis.title())
            .put("unit", word(axis.unit()))
            .put("scale", word(axis.scale()));
    if (!axis.choices().isEmpty()) {
      axis.choices().forEach(node.putArray("choices")::add);
    }
    return node;
  }

  private static ObjectNode json(Series series) {
    ObjectNode node = JSON.objectNode().put("name", series.name()).put("mark", word(series.mark()));
    ArrayNode points = node.putArray("points");
    for (Point point : series.points()) {
      ArrayNode values = points.addArray();
      add(values, point.x());
      add(values, point.y());
      if (!point.label().isEmpty()) {
        values.add(point.label());
      }
    }
    return node;
  }

  /** JSON has no infinities; what cannot be drawn leaves a gap. */
  private static void add(ArrayNode values, double value) {
    if (Double.isFinite(value)) {
      values.add(value);
    } else {
      values.addNull();
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
