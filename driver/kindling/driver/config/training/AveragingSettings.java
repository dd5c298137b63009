package kindling.driver.config.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.averaging.NormStatistics;
import kindling.model.averaging.OuterStep;
import kindling.model.averaging.StepsPerRound;
import kindling.model.averaging.StepsPerRound.Stage;
import kindling.model.averaging.WireFormat;

/**
 * How often workers are averaged, in which form, and what the driver makes of the average.
 *
 * @param stepsPerRound local steps between two averages; absent: chosen by measured cost at the
 *     start
 * @param overhead share of the time, between 0 and 1, that averaging may take where K is measured
 * @param wire format of the weights on the wire
 * @param normStatistics what becomes of running statistics at an epoch's end
 * @param normBatches of each worker, at most, for statistics that are estimated anew
 * @param optimizerState what becomes of the optimizer's state
 */
public record AveragingSettings(
    Optional<StepsPerRound> stepsPerRound,
    double overhead,
    OuterStep outer,
    WireFormat wire,
    NormStatistics normStatistics,
    int normBatches,
    OptimizerState optimizerState) {
  /** K unless it is given; also that of a search for rates before any cost is measured. */
  public static final StepsPerRound USUAL_STEPS = StepsPerRound.constant(16);

  private static final String STEPS = "steps-per-round";
  private static final String STEPS_EXPECTED =
      "a whole number of at least 1, epoch, auto, or stages such as [{steps = 1}, {from = 0.5,"
          + " steps = 16}], each from a later share of the run, below 1";

  /** What becomes of the optimizer's state when the workers are averaged. */
  public enum OptimizerState {
    AVERAGED,
    RESET
  }

  /** The outer steps there are. */
  enum Outer {
    NONE,
    SLOWMO,
    NESTEROV
  }

  /** Reads them; what is wrong with them goes to the other problems of the file. */
  public static AveragingSettings read(KeyReader keys) {
    Optional<StepsPerRound> steps =
        keys.parsed(
            STEPS,
            Optional.of(USUAL_STEPS),
            STEPS_EXPECTED,
            AveragingSettings::parse,
            AveragingSettings::written);
    NormStatistics statistics = keys.choice("averaging.norm-statistics", NormStatistics.AVERAGED);
    return new AveragingSettings(
        steps,
        keys.when(steps.isEmpty(), STEPS + " = " + steps.map(AveragingSettings::text).orElse(""))
            .number("averaging.overhead", 0.1, Range.INNER_FRACTION),
        outer(keys),
        keys.choice("averaging.wire", WireFormat.FLOAT32),
        statistics,
        keys.when(
                statistics == NormStatistics.RE_ESTIMATED,
                "averaging.norm-statistics = " + KeyReader.word(statistics))
            .count("averaging.norm-batches", 16, 1),
        keys.choice("averaging.optimizer-state", OptimizerState.AVERAGED));
  }

  private static OuterStep outer(KeyReader keys) {
    Outer kind = keys.choice("averaging.outer", Outer.NONE);
    String choice = "averaging.outer = " + KeyReader.word(kind);
    KeyReader ofSlowMo = keys.when(kind == Outer.SLOWMO, choice);
    OuterStep slowMo =
        new OuterStep.SlowMo(
            ofSlowMo.number("averaging.slowmo.momentum", 0.5, Range.BELOW_ONE),
            ofSlowMo.number("averaging.slowmo.rate", 1, Range.POSITIVE));
    KeyReader ofNesterov = keys.when(kind == Outer.NESTEROV, choice);
    OuterStep nesterov =
        new OuterStep.Nesterov(
            ofNesterov.number("averaging.nesterov.momentum", 0.9, Range.BELOW_ONE),
            ofNesterov.number("averaging.nesterov.rate", 0.7, Range.POSITIVE));
    return switch (kind) {
      case NONE -> OuterStep.NONE;
      case SLOWMO -> slowMo;
      case NESTEROV -> nesterov;
    };
  }

  /** Whether running statistics are estimated anew at an epoch's end. */
  public boolean reestimates() {
    return normStatistics == NormStatistics.RE_ESTIMATED;
  }

  /** Reads K. Throws IllegalArgumentException where it is none. */
  private static Optional<StepsPerRound> parse(Object value) {
    if (value.equals("auto")) {
      return Optional.empty();
    }
    return Optional.of(
        value instanceof List<?> stages
            ? new StepsPerRound(stages.stream().map(AveragingSettings::stage).toList())
            : StepsPerRound.constant(steps(value)));
  }

  private static Stage stage(Object value) {
    if (value instanceof Map<?, ?> stage
        && stage.containsKey("steps")
        && List.of("from", "steps").containsAll(stage.keySet())) {
      Object from = stage.containsKey("from") ? stage.get("from") : 0;
      return new Stage(Double.parseDouble(String.valueOf(from)), steps(stage.get("steps")));
    }
    throw new IllegalArgumentException("expected {from, steps}, found " + value);
  }

  private static int steps(Object value) {
    return "epoch".equals(value) ? StepsPerRound.EPOCH : Integer.parseInt(String.valueOf(value));
  }

  private static Object written(Optional<StepsPerRound> steps) {
    if (steps.isEmpty()) {
      return "auto";
    }
    List<Stage> stages = steps.get().stages();
    return stages.size() == 1
        ? word(stages.get(0).steps())
        : stages.stream()
            .map(stage -> Map.of("from", stage.from(), "steps", word(stage.steps())))
            .toList();
  }

  private static String text(StepsPerRound steps) {
    return steps.stages().size() == 1
        ? String.valueOf(word(steps.stages().get(0).steps()))
        : "stages";
  }

  private static Object word(int steps) {
    return steps == StepsPerRound.EPOCH ? "epoch" : (Object) steps;
  }
}
