package kindling.driver.predict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.files.Directories;
import kindling.data.source.Example;
import kindling.data.source.ExampleReader;
import kindling.data.source.UnlabeledImages;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import kindling.model.machine.Processors;

/**
 * A few images, classified in this process, without Spark.
 *
 * @param settings whose {@code init.from} names the weights and {@code data.path} the first image
 */
public record SingleImages(Settings settings, PredictionNetwork weights) {

  /**
   * What the network says of one image.
   *
   * @param prediction empty where the image cannot be read
   * @param error why
   */
  public record Seen(String path, Optional<Prediction> prediction, String error) {}

  /**
   * Classifies images.
   *
   * @param paths files, at least one; what lies in a folder or an archive counts each
   * @throws DataException where there is nothing at a path, or its storage fails
   */
  public List<Seen> classify(List<String> paths) {
    Storage storage = weights.storage();
    List<UnlabeledImages> images = new ArrayList<>();
    TrainedNetwork network =
        weights.read(() -> list(paths.get(0), storage).shape()).network().folded();
    for (String path : paths) {
      images.add(list(path, storage));
    }
    EngineOffer offer = Engines.named(settings.engine().request());
    if (offer.refused()) {
      throw new ConfigurationException(offer.description());
    }
    Processors all = Processors.cpu(Runtime.getRuntime().availableProcessors());
    List<Seen> seen = new ArrayList<>();
    try (Classifier classifier = Classifier.open(network, Classifier.Outputs.LOGITS, offer, all)) {
      images.forEach(each -> seen.addAll(seen(each, classifier, storage)));
    }
    return seen;
  }

  private UnlabeledImages list(String path, Storage storage) {
    return UnlabeledImages.list(weights.images().at(path), storage, Directories.HERE);
  }

  private static List<Seen> seen(UnlabeledImages images, Classifier classifier, Storage storage) {
    List<Seen> seen = new ArrayList<>();
    try (ExampleReader reader = images.source().open(storage)) {
      for (Example example : images.examples()) {
        try {
          seen.add(
              new Seen(
                  example.toString(), Optional.of(classifier.classify(reader.read(example))), ""));
        } catch (BadImageException e) {
          seen.add(new Seen(example.toString(), Optional.empty(), e.getMessage()));
        }
      }
    } catch (IOException e) {
      throw new DataException(Storage.reason(e), e);
    }
    return seen;
  }
}
