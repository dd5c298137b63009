package kindling.driver.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.data.Normalization;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.DataReport;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.dataset.Split;
import kindling.driver.run.WeightsSource;
import kindling.model.architecture.Architecture;
import kindling.model.scores.Scores;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Weights scored on one split of a dataset, every worker its own shard. Lives on the driver.
 *
 * @param settings whose {@code init.from} names the weights
 */
public record Evaluation(JavaSparkContext spark, Settings settings, Split split, Console console) {
  private static final FittedWeights.Words MISFITS =
      new FittedWeights.Words(
          ", which the data give ",
          "name the architecture that they were made for with --architecture",
          ", or score with fresh values in the places of what does not fit: --partial");

  /**
   * Reads the weights and the split, and scores.
   *
   * @throws ConfigurationException where the weights do not fit the network or the images
   * @throws kindling.data.DataException when the data cannot be used
   */
  public EvaluationResult run() {
    Stopwatch stopwatch = Stopwatch.start();
    Session listed = Session.open(spark, settings, new SharedData(), console);
    console.remark("data: %s", listed.catalog().description());
    WeightsSource source =
        WeightsSource.read(
            "WEIGHTS",
            settings.network().transfer().from().orElseThrow(),
            settings.network().transfer().key(),
            listed.architecture(),
            listed.storage());
    source.remarks().forEach(remark -> console.remark("%s", remark));
    Session session = matched(listed, source);
    Architecture architecture = session.architecture();
    if (!settings.network().transfer().partial()) {
      OtherChannels.refuse("WEIGHTS", source, settings.network().architecture(), architecture);
    }
    float[] weights = FittedWeights.of(source, architecture, settings, MISFITS, console);
    ShardedSplit examples = session.split(split);
    DataReport.of(session.catalog(), Map.of(split, examples))
        .lines()
        .forEach(line -> console.remark("%s", line));
    NetworkSpec network = session.scored(examples);
    BatchSpec batches = session.batches(normalization(source, session));
    console.remark("engine: %s", network.engine().description());
    Scores scores =
        new Scoring(spark, new ForwardSpec(network, batches), settings.scoring().views())
            .scoreExamples(split.title(), examples.shards(), weights, settings.seed());
    return new EvaluationResult(
        source.file().toString(),
        source.sha256(),
        architecture.name(),
        network.engine().description(),
        split,
        session.catalog().classes(),
        scores,
        stopwatch.seconds());
  }

  /** Classes keep the labels that the weights have for them, where it is known. */
  private Session matched(Session listed, WeightsSource source) {
    List<String> data = listed.catalog().classes();
    List<String> known = source.classes().orElse(data);
    boolean other = !known.containsAll(data) && settings.network().transfer().partial();
    if (known.equals(data) || other) {
      return listed;
    }
    ClassNames.match(known, data, console);
    return listed.withClasses(known);
  }

  private Normalization normalization(WeightsSource source, Session session) {
    Optional<Normalization> known =
        SourceNormalization.of(settings.input().normalization(), source, console);
    if (known.isPresent()) {
      return known.get();
    }
    console.warn(
        "data.normalization is not given: fitted on the training split. Weights from elsewhere"
            + " need the constants that they were trained with");
    return session.split(Split.TRAINING).sums().normalization();
  }
}
