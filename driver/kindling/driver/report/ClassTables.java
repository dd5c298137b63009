package kindling.driver.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import com.fasterxml.jackson.databind.JsonNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import kindling.driver.report.page.Table;
import kindling.driver.report.page.Table.Cell;
import kindling.driver.run.RunFiles;
import kindling.driver.run.metrics.Figures;

/** What a split's confusion matrix tells of its classes. */
final class ClassTables {
  /** A larger matrix is no longer read; its largest entries are. */
  private static final int MATRIX_AT_MOST = 20;

  private static final int ROWS_AT_MOST = 50;

  private final RunFiles run;
  private final JsonNode scored;
  private final int classes;

  /** For each true class, the examples of each predicted one; zeros are left out. */
  private final List<Map<Integer, Long>> confusion = new ArrayList<>();

  ClassTables(RunFiles run) {
    this.run = run;
    this.scored = run.scored();
    scored.path("confusion").forEach(row -> confusion.add(counts(row)));
    this.classes = confusion.size();
  }

  /** Of an object by the predicted class, or of an array, as former versions wrote it. */
  private static Map<Integer, Long> counts(JsonNode row) {
    Map<Integer, Long> counts = new TreeMap<>();
    if (row.isArray()) {
      for (int predicted = 0; predicted < row.size(); predicted++) {
        counts.put(predicted, row.path(predicted).asLong());
      }
    } else {
      row.fields()
          .forEachRemaining(
              entry -> counts.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
    }
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** The matrix, or its largest entries off the diagonal, and the table of the classes. */
  DomContent tag() {
    return div(
            div(classes <= MATRIX_AT_MOST ? matrix() : confusions()),
            div(
                h3(
                    classes <= ROWS_AT_MOST
                        ? "Each class"
                        : String.format(
                            Locale.ROOT, "The %d classes with the lowest F1", ROWS_AT_MOST)),
                perClass()))
        .withClass("pair");
  }

  private DomContent matrix() {
    return div(
        h3("Confusion matrix"),
        div(table(
                    thead(
                        tr(
                            th("true ↓ predicted →"),
                            each(
                                labels(), label -> th(run.className(label)).attr("scope", "col")))),
                    tbody(each(labels(), this::row)))
                .withClass("confusion"))
            .withClass("wide"));
  }

  private DomContent row(int label) {
    long all = labels().stream().mapToLong(predicted -> count(label, predicted)).sum();
    return tr(
        th(run.className(label)).attr("scope", "row"),
        each(
            labels(),
            predicted -> {
              long count = count(label, predicted);
              if (count == 0) {
                return td("0").withClass("none");
              }
              return td(Long.toString(count))
                  .withStyle(
                      String.format(
                          Locale.ROOT,
                          "background:rgba(var(--%s),%.2f)",
                          label == predicted ? "right" : "wrong",
                          0.08 + 0.62 * count / all))
                  .withTitle(
                      String.format(
                          Locale.ROOT,
                          "%d of %d of %s predicted to be %s",
                          count,
                          all,
                          run.className(label),
                          run.className(predicted)));
            }));
  }

  private DomContent confusions() {
    record Entry(int label, int predicted, long count) {}
    List<Entry> entries = new ArrayList<>();
    for (int label : labels()) {
      confusion
          .get(label)
          .forEach(
              (predicted, count) -> {
                if (label != predicted) {
                  entries.add(new Entry(label, predicted, count));
                }
              });
    }
    entries.sort(Comparator.comparingLong(Entry::count).reversed());
    return div(
        h3("Most frequent confusions"),
        new Table(
                List.of("true", "predicted", "examples"),
                entries.stream()
                    .limit(MATRIX_AT_MOST)
                    .map(
                        entry ->
                            List.of(
                                Cell.of(run.className(entry.label)),
                                Cell.of(run.className(entry.predicted)),
                                new Cell(Figures.count(entry.count), entry.count)))
                    .toList())
            .tag());
  }

  private DomContent perClass() {
    List<Integer> order = labels();
    if (classes > ROWS_AT_MOST) {
      order =
          order.stream()
              .sorted(Comparator.comparingDouble(label -> value(label, "f1")))
              .limit(ROWS_AT_MOST)
              .toList();
    }
    return new Table(
            List.of("class", "examples", "precision", "recall", "F1"),
            order.stream()
                .map(
                    label ->
                        List.of(
                            Cell.of(run.className(label)),
                            new Cell(
                                Figures.count(value(label, "examples")), value(label, "examples")),
                            percent(label, "precision"),
                            percent(label, "recall"),
                            percent(label, "f1")))
                .toList())
        .tag();
  }

  private Cell percent(int label, String field) {
    return new Cell(Figures.percent(value(label, field)), value(label, field));
  }

  private double value(int label, String field) {
    return scored.path("classes").path(label).path(field).asDouble();
  }

  private long count(int label, int predicted) {
    return confusion.get(label).getOrDefault(predicted, 0L);
  }

  private List<Integer> labels() {
    return IntStream.range(0, classes).boxed().toList();
  }
}
