package kindling.driver.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.driver.run.metrics.Figures;
import kindling.driver.scaling.model.Prediction;
import kindling.driver.scaling.model.Resource;

/** Predictions as people read them, in at most 80 columns. */
public final class ScalingTable {
  private static final String ROW = "%7s %8s %7s %9s %6s %9s %9s %9s %s";
  private static final String PART = "%7s %10s %10s %10s %10s %10s %10s";
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};

  private ScalingTable() {}

  /** A head and a row for each cluster; then the seconds of each resource. */
  public static List<String> lines(Scaling scaling) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            ROW,
            "workers",
            "machines",
            "rounds",
            "epoch",
            "effic.",
            "driver",
            "machine",
            "executor",
            "bound"));
    scaling.predictions().forEach(prediction -> lines.add(row(prediction)));
    lines.add("");
    List<Object> head = new ArrayList<>(List.of("workers"));
    List.of(Resource.values()).forEach(resource -> head.add(word(resource)));
    lines.add(line(PART, head.toArray()));
    scaling.predictions().forEach(prediction -> lines.add(parts(prediction)));
    return lines;
  }

  private static String row(Prediction prediction) {
    return line(
        ROW,
        prediction.workers(),
        prediction.machines(),
        line("%.0f", prediction.rounds()),
        Figures.time(prediction.epochSeconds()),
        line("%.3f", prediction.efficiency()),
        bytes(prediction.traffic().driver()),
        bytes(prediction.traffic().machine()),
        bytes(prediction.memory().engines() + prediction.memory().heap()),
        word(prediction.bound()));
  }

  private static String parts(Prediction prediction) {
    List<Object> row = new ArrayList<>(List.of(prediction.workers()));
    for (Resource resource : Resource.values()) {
      row.add(Figures.time(prediction.seconds().get(resource)));
    }
    return line(PART, row.toArray());
  }

  private static String word(Resource resource) {
    return resource.name().toLowerCase(Locale.ROOT);
  }

  /** With three digits: {@code 1.73 MB}. */
  static String bytes(double bytes) {
    double scaled = bytes / 1e3;
    int unit = 0;
    while (scaled >= 999.5 && unit < UNITS.length - 1) {
      scaled /= 1e3;
      unit++;
    }
    String format = scaled >= 99.95 ? "%.0f %s" : scaled >= 9.995 ? "%.1f %s" : "%.2f %s";
    return line(format, scaled, UNITS[unit]);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
