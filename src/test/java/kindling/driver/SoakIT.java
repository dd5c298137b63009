package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kindling.driver.fixtures.LaunchedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 2,400 rounds, 200 an epoch: what a run holds of the machine after many is what it held after
 * some.
 */
class SoakIT {
  private static final int EPOCHS = 12;

  @TempDir Path folder;

  /**
   * What the process held at the end of an epoch.
   *
   * @param heap bytes in use after a collection
   * @param resident bytes of memory, native ones too
   * @param files that it has open
   * @param kept files in Spark's local directory
   */
  private record Held(long heap, long resident, long threads, long files, long kept) {}

  @Test
  void nothingGrows() throws Exception {
    Process process = start();
    List<Held> held = new ArrayList<>();
    try (BufferedReader rows =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        if (row.strip().matches("\\d+ .*") && held.size() < EPOCHS - 1) {
          held.add(held(driver(process)));
        }
      }
    }
    assertThat(process.waitFor()).as(Files.readString(LaunchedRun.log(folder, "soak"))).isZero();
    assertThat(held).hasSize(EPOCHS - 1);
    assertThat(late(held, Held::heap)).isLessThan(early(held, Held::heap) + (16 << 20));
    assertThat(late(held, Held::resident)).isLessThan(early(held, Held::resident) * 11 / 10);
    assertThat(late(held, Held::threads)).isLessThanOrEqualTo(early(held, Held::threads) + 5);
    assertThat(late(held, Held::files)).isLessThanOrEqualTo(early(held, Held::files) + 10);
    assertThat(late(held, Held::kept)).isLessThanOrEqualTo(early(held, Held::kept) * 2);
  }

  /** The most in the first half of the epochs, but for those in which Java still warms up. */
  private static long early(List<Held> held, ToLongFunction<Held> part) {
    return held.subList(2, EPOCHS / 2).stream().mapToLong(part).max().orElseThrow();
  }

  /** The least of the second half: what grows is above it in the end. */
  private static long late(List<Held> held, ToLongFunction<Held> part) {
    return held.subList(EPOCHS / 2, held.size()).stream().mapToLong(part).min().orElseThrow();
  }

  private Process start() throws IOException {
    List<String> arguments =
        LaunchedRun.shapes(
            folder.resolve("run"),
            "run.checkpoint-rounds=50",
            "data.shapes.training=1000",
            "data.shapes.test=100",
            "workers=2",
            "batch-size=2",
            "schedule.rate=0.001",
            "steps-per-round=1",
            "epochs=" + EPOCHS);
    arguments.addAll(List.of("--master", "local[2]", "--driver-memory", "1g"));
    for (String property :
        List.of(
            "spark.local.dir=" + folder.resolve("spark"),
            "spark.ui.retainedJobs=200",
            "spark.ui.retainedStages=200")) {
      arguments.addAll(List.of("--conf", property));
    }
    return LaunchedRun.builder(folder, "soak", LaunchedRun.launcher(arguments)).start();
  }

  private static ProcessHandle driver(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow();
  }

  private Held held(ProcessHandle driver) throws IOException, InterruptedException {
    Path proc = Path.of("/proc", Long.toString(driver.pid()));
    jcmd(driver, "GC.run");
    long heap = number(jcmd(driver, "GC.heap_info"), "used (\\d+)K") << 10;
    String status = Files.readString(proc.resolve("status"));
    return new Held(
        heap,
        number(status, "VmRSS:\\s+(\\d+) kB") << 10,
        number(status, "Threads:\\s+(\\d+)"),
        count(proc.resolve("fd").toFile(), 1),
        count(folder.resolve("spark").toFile(), 10));
  }

  private static String jcmd(ProcessHandle driver, String command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(driver.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in%n%s".formatted(pattern, text)).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** Files and folders below; those that vanish meanwhile are none. */
  private static long count(File folder, int depth) {
    File[] found = folder.listFiles();
    if (depth == 0 || found == null) {
      return 0;
    }
    return found.length + Stream.of(found).mapToLong(file -> count(file, depth - 1)).sum();
  }
}
