package kindling.driver.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kindling.data.Normalization;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.TransferSettings;
import kindling.driver.dataset.Dataset;
import kindling.driver.evaluate.OtherChannels;
import kindling.driver.evaluate.Session;
import kindling.driver.evaluate.SourceNormalization;
import kindling.driver.run.WeightsSource;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Pooling;
import kindling.model.transfer.DepthGroups;
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Weights;

/**
 * The weights that a run begins with. Lives on the driver.
 *
 * @param sha256 of the file that they come from; empty: from the seed
 * @param normalization that is given, or that of the run or model that they come from, if it had
 *     images of as many channels
 */
record InitialWeights(Weights weights, String sha256, Optional<Normalization> normalization) {
  /**
   * Fresh weights from the seed, or those of {@code init.from} with a head for the data's classes.
   *
   * @throws ConfigurationException where they do not fit the network
   */
  static InitialWeights of(Session session) {
    Settings settings = session.settings();
    Architecture architecture = session.architecture();
    Console console = session.console();
    settings.network().firstConvolution().check(architecture, settings.network().transfer());
    Weights fresh =
        settings
            .network()
            .convolutions()
            .of(architecture, Initialization.initialize(architecture, settings.seed()));
    TransferSettings transfer = settings.network().transfer();
    if (transfer.from().isEmpty()) {
      return new InitialWeights(fresh, "", Optional.empty());
    }
    WeightsSource source =
        WeightsSource.read(
            "init.from", transfer.from().get(), transfer.key(), architecture, session.storage());
    source.remarks().forEach(remark -> console.remark("%s", remark));
    refuseOtherNetworks(source, settings, architecture);
    OtherChannels.refuse("init.from", source, settings.network().architecture(), architecture);
    String head = head(architecture);
    Optional<String> newHead =
        newHead(source, head, architecture.classes(), session.catalog().classes());
    Set<String> anew =
        newHead.isPresent() ? Set.of(head + ".weight", head + ".bias") : Set.<String>of();
    LoadedWeights loaded =
        LoadedWeights.of(fresh, source.tensors(), anew).with(source.differences());
    if (!loaded.problems().isEmpty()) {
      String misfits = mismatches(loaded, architecture, source);
      if (loaded.loaded() == 0 || !transfer.partial()) {
        throw new ConfigurationException(misfits);
      }
      console.warn(misfits);
    }
    console.remark(
        "initial weights: %d of %d tensors from %s (SHA-256 %s)",
        loaded.loaded(), fresh.layout().tensors().size(), source.file(), source.sha256());
    console.remark(
        "head %s: %s",
        head,
        newHead.map(why -> "new, from the seed: " + why).orElse("kept, the classes are the same"));
    return new InitialWeights(
        loaded.weights(),
        source.sha256(),
        SourceNormalization.of(settings.input().normalization(), source, console)
            .filter(of -> of.mean().length == architecture.input().channels()));
  }

  /**
   * What the workers of a run that starts from them know.
   *
   * @throws ConfigurationException where the executors or the images do not fit the settings
   */
  TrainingSpec spec(Session session, Dataset dataset) {
    Optional<Normalization> given = session.settings().input().normalization();
    if (given.isEmpty() && normalization.isPresent()) {
      session
          .console()
          .remark(
              "normalization: that of the run in init.from, or of its file's model, because none is given");
    }
    Normalization constants =
        given.or(() -> normalization).orElseGet(() -> dataset.training().sums().normalization());
    return TrainingSpec.of(
        session.settings(),
        session.trained(dataset),
        session.batches(constants),
        dataset.training().examples());
  }

  /** The state that training starts from; the optimizer's part of it is zero. */
  float[] state(Session session, TrainingSpec spec, Dataset dataset) {
    Weights first =
        PatchWhitening.of(
            session.settings().network().firstConvolution(), spec, weights, dataset.training());
    return Arrays.copyOf(first.values(), spec.state().size());
  }

  private static String head(Architecture architecture) {
    try {
      return DepthGroups.of(architecture).head();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("architecture: " + e.getMessage());
    }
  }

  private static void refuseOtherNetworks(
      WeightsSource source, Settings settings, Architecture architecture) {
    source
        .provenance()
        .filter(of -> !of.network().architecture().equals(architecture.name()))
        .filter(of -> !settings.network().transfer().partial())
        .ifPresent(
            of -> {
              throw new ConfigurationException(
                  String.format(
                      Locale.ROOT,
                      "init.from: the run trained %s, and architecture = %s; set architecture = %s",
                      of.network().architecture(),
                      architecture.name(),
                      of.network().architecture()));
            });
  }

  /** Why the source's head does not serve, unless it does. */
  private static Optional<String> newHead(
      WeightsSource source, String head, int classes, List<String> names) {
    NamedTensor there = source.tensors().get(head + ".weight");
    if (there == null) {
      return Optional.of("the source has no " + head + ".weight");
    }
    if (there.shape().isEmpty() || there.shape().get(0) != classes) {
      return Optional.of(
          String.format(Locale.ROOT, "%d classes instead of the source's", classes)
              + (there.shape().isEmpty() ? "" : " " + there.shape().get(0)));
    }
    return source
        .provenance()
        .filter(of -> !of.data().classes().equals(names))
        .map(of -> "other classes than the source's");
  }

  private static String mismatches(
      LoadedWeights loaded, Architecture architecture, WeightsSource source) {
    return String.format(
        Locale.ROOT,
        "init.from: %s\n%s",
        loaded.mismatches(source.file().toString(), architecture.name()),
        advice(loaded, architecture, source));
  }

  private static String advice(
      LoadedWeights loaded, Architecture architecture, WeightsSource source) {
    boolean anySize =
        architecture.nodes().stream().anyMatch(n -> n.layer() instanceof Pooling.GlobalAvgPool);
    Optional<String> trainedOn =
        source
            .provenance()
            .map(of -> of.network().inputShape())
            .filter(shape -> !shape.equals(architecture.input().toString()));
    return !anySize && trainedOn.isPresent()
        ? String.format(
            Locale.ROOT,
            "without global average pooling the weights depend on the size of the images, %s there and"
                + " %s here: set data.height and data.width to that size, with data.fit = crop",
            trainedOn.get(),
            architecture.input())
        : loaded.loaded() == 0
            ? "use the architecture they were made for: none of the network's tensors is in the file"
            : "use the architecture they were made for, or let what does not fit begin anew with"
                + " init.partial = true";
  }
}
