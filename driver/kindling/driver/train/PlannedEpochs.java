package kindling.driver.train;

import java.util.Optional;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.Dataset;
import kindling.driver.run.RunFolder;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.train.plan.EpochPlan;
import kindling.model.averaging.StepsPerRound;

/**
 * The plan of a run's epochs, with the cost by which K was chosen where it was not given. Lives on
 * the driver.
 */
record PlannedEpochs(EpochPlan plan, Optional<RoundCost> cost) {
  /**
   * Plans with the given K, or measures rounds to choose it.
   *
   * @param start of the run, or the checkpoint that it goes on from
   * @throws RunFolderException where a run that has begun has lost the K that it chose
   */
  static PlannedEpochs of(
      Settings settings,
      Dataset dataset,
      Phases phases,
      RunFolder folder,
      Checkpoint start,
      Console console) {
    Optional<StepsPerRound> given = settings.averaging().stepsPerRound();
    if (given.isPresent()) {
      return new PlannedEpochs(plan(settings, dataset, given.get()), Optional.empty());
    }
    EpochPlan whole = plan(settings, dataset, StepsPerRound.constant(StepsPerRound.EPOCH));
    RoundCost cost = RoundCost.of(settings.averaging().overhead(), whole, phases, folder, start);
    console.remark(
        "steps-per-round: %d, because averaging takes %.1f ms a round and a step %.1f ms; with that"
            + " number in place of auto another run gives the same weights",
        cost.stepsPerRound(), 1e3 * cost.averagingSeconds(), 1e3 * cost.stepSeconds());
    return new PlannedEpochs(
        plan(settings, dataset, StepsPerRound.constant(cost.stepsPerRound())), Optional.of(cost));
  }

  private static EpochPlan plan(Settings settings, Dataset dataset, StepsPerRound steps) {
    return new EpochPlan(
        dataset.training().sizes(),
        settings.workload().batchSize(),
        settings.workload().accumulate(),
        steps,
        settings.workload().epochs());
  }
}
