package kindling.driver.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Weights scored on one split of a dataset, every worker its own shard. Lives on the driver.
 *
 * @param settings whose {@code init.from} names the weights
 */
public record Evaluation(JavaSparkContext spark, Settings settings, Split split, Console console) {

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
    float[] weights = weights(source, architecture);
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

  /** The weights in the network's order; none is made up unless a partial fit is asked for. */
  private float[] weights(WeightsSource source, Architecture architecture) {
    LoadedWeights loaded =
        LoadedWeights.of(
                Initialization.initialize(architecture, settings.seed()),
                source.tensors(),
                Set.of())
            .with(source.differences());
    if (!loaded.problems().isEmpty()) {
      String misfits =
          "WEIGHTS: "
              + loaded.mismatches(
                  source.file().toString(),
                  architecture.name()
                      + ", which the"
                      + " data give "
                      + architecture.classes()
                      + " classes and images of "
                      + architecture.input());
      if (loaded.loaded() == 0 || !settings.network().transfer().partial()) {
        throw new ConfigurationException(
            misfits
                + "\nname the architecture that they were made for with --architecture"
                + (loaded.loaded() == 0
                    ? ": none of the network's tensors is in the file"
                    : ", or score with fresh values in the places of what does not fit:"
                        + " --partial"));
      }
      console.warn(misfits);
    }
    return loaded.weights().values();
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
