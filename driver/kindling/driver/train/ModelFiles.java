package kindling.driver.train;

import java.util.Optional;
import kindling.data.Credentials;
import kindling.data.source.DataSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.Dataset;
import kindling.driver.evaluate.Session;
import kindling.driver.report.card.ModelCard;
import kindling.driver.run.RunFiles;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.inference.NetworkDescription;

/** What stands beside the final weights for those who use them. Made on the driver. */
record ModelFiles(Session session, Dataset dataset, TrainingSpec spec) {
  /** For programs. */
  NetworkDescription description() {
    Settings settings = session.settings();
    DataSettings images =
        settings.input().source().forNetwork(Optional.of(spec.architecture().input()));
    return new NetworkDescription(
        spec.architecture().name(),
        spec.architecture().input().toString(),
        session.catalog().classes(),
        spec.batches().normalization(),
        images.framing().fit(),
        images.framing().scoringResize(),
        images.orientation(),
        settings.scoring().views());
  }

  /** For people, from the files of the finished run. */
  String card(RunFiles files) {
    return ModelCard.markdown(
        files,
        dataset.report(session.catalog()),
        Credentials.mask(session.settings().resolved().renderChosen()));
  }
}
