package kindling.driver.sweep.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.Problems;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.SparkDirectories;
import kindling.driver.evaluate.SharedData;
import kindling.driver.report.RunReport;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.log.LoggedConsole;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.RunFailures;
import kindling.driver.train.TrainingRun;
import kindling.model.architecture.Architecture;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A study: every architecture is measured, then trained with every seed, one run after the other so
 * that none disturbs another's times. Finished measurements and runs are not repeated. Lives on the
 * driver.
 */
public final class Study {
  private static final String MEASUREMENTS = "measurements.jsonl";

  private final JavaSparkContext spark;
  private final StudyPlan plan;
  private final MeasuringProcess measuring;
  private final StartMode mode;
  private final Console console;
  private final Storage storage;
  private RuntimeException lastFailure;

  public Study(
      JavaSparkContext spark,
      StudyPlan plan,
      MeasuringProcess measuring,
      StartMode mode,
      Console console) {
    this.spark = spark;
    this.plan = plan;
    this.measuring = measuring;
    this.mode = mode;
    this.console = new LoggedConsole(console);
    this.storage = new Storage(spark.hadoopConfiguration());
  }

  /**
   * Runs to the end; a run that fails by itself is counted and passed over.
   *
   * @throws RuntimeException of the kind of the last run's failure when none could be trained
   */
  public StudyResult run() {
    try (ClaimedFolder folder =
        ClaimedFolder.claim("study", plan.settings(), plan.resolved(), mode, storage)) {
      return folder.use(console, () -> run(folder));
    }
  }

  private StudyResult run(ClaimedFolder folder) throws IOException {
    folder.introduce(plan.resolved(), console);
    folder.write("config.conf", plan.resolved().render());
    Map<String, Measurement> measured = measured(folder);
    try (SharedData data = new SharedData()) {
      return run(folder, measured, data);
    }
  }

  private StudyResult run(ClaimedFolder folder, Map<String, Measurement> measured, SharedData data)
      throws IOException {
    List<StudyRun> runs = new ArrayList<>();
    StudyResult result = null;
    for (long seed : plan.study().seeds()) {
      for (StudyArchitecture architecture : plan.study().architectures()) {
        console.remark(
            "run %d of %d: %s, seed %d", runs.size() + 1, plan.runs(), architecture.name(), seed);
        StudyRun run =
            trained(folder, architecture, seed, epochs(architecture.name(), measured), data);
        runs.add(run);
        console.remark("%s", line(run));
        result = write(folder, measured, runs);
      }
    }
    if (runs.stream().allMatch(run -> run.failure() != null)) {
      throw RunFailures.noneTrained(
          runs.size(),
          lastFailure.getMessage(),
          Optional.of(lastFailure),
          "Mend the settings, in another run.dir.");
    }
    return result;
  }

  private Map<String, Measurement> measured(ClaimedFolder folder) throws IOException {
    Map<StudyArchitecture, Architecture> networks = networks(folder);
    Map<String, Measurement> measured = new LinkedHashMap<>();
    for (Measurement before : folder.lines(MEASUREMENTS, Measurement.class)) {
      measured.put(before.architecture(), before);
    }
    for (StudyArchitecture architecture : plan.study().architectures()) {
      if (!measured.containsKey(architecture.name())) {
        console.remark("measuring %s in a process of its own", architecture.name());
        measured.put(
            architecture.name(),
            measuring.measure(
                networks.get(architecture),
                plan.run(architecture, 0, 1, folder.root().toString()),
                plan.study().repetitions()));
        folder.write(
            MEASUREMENTS,
            measured.values().stream().map(m -> Json.line(m) + "\n").collect(Collectors.joining()));
      }
    }
    return measured;
  }

  /** What the data make of the architectures: one that cannot take them is told at the start. */
  private Map<StudyArchitecture, Architecture> networks(ClaimedFolder folder) {
    Catalog catalog =
        Catalog.open(plan.settings().input().source(), storage, new SparkDirectories(spark));
    Map<StudyArchitecture, Architecture> networks = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (StudyArchitecture architecture : plan.study().architectures()) {
      Settings settings = plan.run(architecture, 0, 1, folder.root().toString());
      Problems.in(problems, () -> settings.network().on(catalog, settings.update().optimizer()))
          .ifPresent(network -> networks.put(architecture, network));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return networks;
  }

  /** As many as the budget pays for, and at least one. */
  private int epochs(String architecture, Map<String, Measurement> measured) {
    Measurement own = measured.get(architecture);
    Measurement reference = measured.get(plan.study().reference());
    double share =
        switch (plan.study().budget()) {
          case EPOCHS -> 1;
          case MACS -> (double) reference.multiplyAccumulates() / own.multiplyAccumulates();
          case SECONDS -> reference.training().median() / own.training().median();
        };
    return (int) Math.max(1, Math.round(plan.settings().workload().epochs() * share));
  }

  private StudyRun trained(
      ClaimedFolder folder, StudyArchitecture architecture, long seed, int epochs, SharedData data)
      throws IOException {
    String name = architecture.name() + "-seed-" + seed;
    Path run = new Path(folder.root(), name);
    Settings settings = plan.run(architecture, seed, epochs, run.toString());
    Console quiet = Console.warnings(warning -> console.warn(name + ": " + warning));
    TrainResult result;
    try {
      result = new TrainingRun(spark, settings, StartMode.AUTO, data, quiet).run();
    } catch (Throwable e) {
      Optional<RuntimeException> own = RunFailures.own(e, settings, plan.settings());
      if (own.isEmpty()) {
        throw e;
      }
      lastFailure = own.get();
      return StudyRun.failed(architecture.name(), seed, lastFailure.getMessage());
    }
    List<EpochMetrics> metrics = folder.lines(name + "/metrics.jsonl", EpochMetrics.class);
    EpochMetrics last = metrics.get(metrics.size() - 1);
    return new StudyRun(
        architecture.name(),
        seed,
        result.epochs(),
        last.training().top1(),
        result.validationAccuracy(),
        result.testAccuracy(),
        last.accuracyGap(),
        metrics.stream().mapToDouble(EpochMetrics::trainingSeconds).average().orElseThrow(),
        storage.fileSystem(run).getFileStatus(new Path(run, "final.safetensors")).getLen(),
        null);
  }

  private StudyResult write(
      ClaimedFolder folder, Map<String, Measurement> measured, List<StudyRun> runs) {
    List<StudyRow> rows = new ArrayList<>();
    for (StudyArchitecture architecture : plan.study().architectures()) {
      String name = architecture.name();
      List<StudyRun> own = runs.stream().filter(run -> run.architecture().equals(name)).toList();
      if (!own.isEmpty()) {
        rows.add(StudyRow.of(measured.get(name), epochs(name, measured), own));
      }
    }
    StudyResult result = StudyResult.of(folder.root().toString(), rows, runs.size(), plan.runs());
    folder.write(ClaimedFolder.STUDY_RESULT, Json.pretty(result) + "\n");
    folder.write("study.csv", result.csv());
    folder.write(RunReport.FILE, new StudyReport(plan.settings().name(), budget(), result).html());
    return result;
  }

  private String budget() {
    String epochs = Figures.epochs(plan.settings().workload().epochs());
    return switch (plan.study().budget()) {
      case EPOCHS -> epochs + " each";
      case MACS ->
          String.format(
              Locale.ROOT,
              "multiply-accumulates of %s of %s each",
              epochs,
              plan.study().reference());
      case SECONDS ->
          String.format(
              Locale.ROOT, "training time of %s of %s each", epochs, plan.study().reference());
    };
  }

  private static String line(StudyRun run) {
    return run.failure() != null
        ? String.format(
            Locale.ROOT, "%s, seed %d: %s", run.architecture(), run.seed(), run.failure())
        : String.format(
            Locale.ROOT,
            "%s, seed %d: test accuracy %s, validation %s, %s an epoch",
            run.architecture(),
            run.seed(),
            Figures.percent(run.testAccuracy()),
            Figures.percent(run.validationAccuracy()),
            Figures.time(run.epochSeconds()));
  }
}
