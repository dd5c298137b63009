package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.Slope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of rounds: what a run holds of the machine does not grow with them. A line is fitted to
 * what it held at each epoch's end, but for the first ones, in which Java warms up and Spark fills
 * what it keeps of the newest jobs.
 */
class SoakIT {
  private static final int ROUNDS_OF_EPOCH = Integer.getInteger("tests.soak.rounds", 100);
  private static final int EPOCHS = 14;
  private static final int WARM = 4;

  @TempDir Path folder;

  /**
   * What the process held at the end of an epoch.
   *
   * @param heap bytes of living objects
   * @param resident bytes of memory, native ones too
   * @param files that it has open
   * @param kept files in Spark's local directory
   */
  private record Held(long heap, long resident, long threads, long files, long kept) {}

  @Test
  void nothingGrows() throws Exception {
    LaunchedRun run = start();
    List<Held> held = new ArrayList<>();
    while (held.size() < EPOCHS - 1) {
      int done = held.size();
      run.until("the end of epoch " + (done + 1), () -> epochs(run) > done);
      held.add(held(run.process()));
    }
    assertThat(run.exitCode()).as(run.log()).isZero();
    assertThat(held).allSatisfy(each -> assertThat(each.kept()).isPositive());
    List<Held> warm = held.subList(WARM, held.size());
    assertThat(growth(warm, Held::heap)).as("heap: %s", warm).isLessThan(8 << 10);
    assertThat(growth(warm, Held::resident)).as("resident: %s", warm).isLessThan(64 << 10);
    assertThat(growth(warm, Held::threads)).as("threads: %s", warm).isLessThan(0.005);
    assertThat(growth(warm, Held::files)).as("open files: %s", warm).isLessThan(0.01);
    assertThat(growth(warm, Held::kept)).as("Spark's files: %s", warm).isLessThan(0.05);
  }

  /** How much more was held with each round. */
  private static double growth(List<Held> held, ToLongFunction<Held> part) {
    return Slope.of(held.stream().mapToDouble(part::applyAsLong).toArray()) / ROUNDS_OF_EPOCH;
  }

  /** How many epochs' rows stand in the table on standard output. */
  private static long epochs(LaunchedRun run) throws IOException {
    return run.results().lines().filter(row -> row.strip().matches("\\d+ .*")).count();
  }

  private LaunchedRun start() throws IOException {
    // Of ten examples eight train, in batches of two for each of two workers.
    int training = ROUNDS_OF_EPOCH * 2 * 2 * 10 / 8;
    return LaunchedRun.start(
        folder,
        "soak",
        LaunchedRun.shapes(
                folder.resolve("run"),
                "run.checkpoint-rounds=50",
                "data.shapes.training=" + training,
                "data.shapes.test=100",
                "workers=2",
                "batch-size=2",
                "schedule.rate=0.001",
                "steps-per-round=1",
                "epochs=" + EPOCHS)
            .and("--master", "local[2]", "--driver-memory", "1g")
            .conf(
                "spark.local.dir=" + folder.resolve("spark"),
                "spark.ui.retainedJobs=100",
                "spark.ui.retainedStages=100",
                "spark.ui.retainedTasks=1000"));
  }

  private Held held(ProcessHandle driver) throws IOException, InterruptedException {
    Path proc = Path.of("/proc", Long.toString(driver.pid()));
    // Collects first, and counts what lives at that moment: garbage made meanwhile is not in it.
    long heap = number(jcmd(driver, "GC.class_histogram"), "Total\\s+\\d+\\s+(\\d+)");
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
    assertThat(matcher.find()).as(String.format(Locale.ROOT, "%s in%n%s", pattern, text)).isTrue();
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
