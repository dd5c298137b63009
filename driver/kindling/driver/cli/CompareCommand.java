package kindling.driver.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cluster.Console;
import kindling.driver.report.Comparison;
import kindling.driver.report.page.Table;
import kindling.driver.report.watch.FoundRun;
import kindling.driver.run.folder.RunFolderException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling compare}: runs beside each other, and the settings that differ. */
@Command(
    name = "compare",
    description = "Puts runs beside each other: a table, and the settings that differ.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "1..*", description = "run folders")
  private List<String> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write a page with the curves of all runs too, such as compare.html")
  private Optional<String> out = Optional.empty();

  @Override
  public Integer call() {
    Comparison comparison =
        new Comparison(runs.stream().map(run -> FoundRun.at(run).files()).toList());
    Console console = new Terminal();
    print(comparison.table(), console);
    if (!comparison.differences().rows().isEmpty()) {
      console.result("");
      print(comparison.differences(), console);
    }
    out.ifPresent(file -> write(FoundRun.at(file), comparison.html(), console));
    return ExitCode.OK;
  }

  private static void write(FoundRun file, String page, Console console) {
    try {
      file.storage().writeAtomically(file.root(), page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(Locale.ROOT, "--out: cannot write %s: %s", file.root(), Storage.reason(e)));
    }
    console.result("%s", file.root());
  }

  /** Columns as wide as their widest cell; figures to the right. */
  private static void print(Table table, Console console) {
    List<List<String>> lines =
        Stream.concat(
                Stream.of(table.heads()),
                table.rows().stream().map(row -> row.stream().map(Table.Cell::text).toList()))
            .toList();
    List<Integer> widths =
        IntStream.range(0, table.heads().size())
            .mapToObj(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toList();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        String format = (i == 0 ? "%-" : "  %") + Math.max(1, widths.get(i)) + "s";
        text.append(String.format(Locale.ROOT, format, line.get(i)));
      }
      console.result("%s", text);
    }
  }
}
