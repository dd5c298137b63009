package kindling.model.inference;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.data.BadImageException;
import kindling.data.Pixels;
import kindling.data.batch.Batch;
import kindling.data.source.PictureDecoder;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.engine.Scorer;
import kindling.model.machine.Processors;
import kindling.model.scores.Softmax;

/**
 * A live network that says what images show. It holds native memory until it is closed and is used
 * by one thread at a time.
 */
public final class Classifier implements AutoCloseable {
  /** What comes out of the network beside the logits. */
  public enum Outputs {
    LOGITS,
    /** The input of the last linear layer too, as an embedding of the image. */
    LOGITS_AND_FEATURES;

    /** The network that gives these, which has the same weights. */
    public Architecture of(Architecture architecture) {
      return this == LOGITS ? architecture : FeatureOutput.of(architecture);
    }
  }

  private final TrainedNetwork network;
  private final Engine engine;
  private final boolean owned;
  private final Scorer scorer;
  private final int outputs;

  private Classifier(TrainedNetwork network, Outputs outputs, Engine engine, boolean owned) {
    this.network = network;
    this.engine = engine;
    this.owned = owned;
    this.outputs = outputs.of(network.architecture()).classes();
    this.scorer = engine.frozenScorer(network.weights());
  }

  /**
   * Opens a network on this machine's fastest engine and all of its processors, in float32.
   *
   * @throws UnsupportedOperationException where no engine loads; the message says why
   */
  public static Classifier open(TrainedNetwork network) {
    EngineOffer offer = Engines.named(new EngineRequest(Engines.Choice.AUTO, Precision.FLOAT32));
    if (offer.refused()) {
      throw new UnsupportedOperationException(offer.description());
    }
    Processors all = Processors.cpu(Runtime.getRuntime().availableProcessors());
    return open(network, Outputs.LOGITS, offer, all);
  }

  /**
   * Opens a network on an engine.
   *
   * @param offer this machine's, not refused
   */
  public static Classifier open(
      TrainedNetwork network, Outputs outputs, EngineOffer offer, Processors processors) {
    Engine engine = Engines.open(offer, outputs.of(network.architecture()), processors);
    return new Classifier(network, outputs, engine, true);
  }

  /**
   * A network on an engine that somebody else closes.
   *
   * @param engine of the architecture that the outputs take
   */
  public static Classifier on(Engine engine, TrainedNetwork network, Outputs outputs) {
    return new Classifier(network, outputs, engine, false);
  }

  /**
   * What an encoded image shows (JPEG, PNG, ...).
   *
   * @throws BadImageException where it cannot be decoded; the message says why
   */
  public Prediction classify(byte[] encoded) throws BadImageException {
    return classify(network.batch(List.of(network.read(encoded)))).get(0);
  }

  /**
   * What a picture of any size shows; what is transparent in it lies on black.
   *
   * @throws BadImageException where the network's framing refuses it
   */
  public Prediction classify(BufferedImage picture) throws BadImageException {
    return classify(PictureDecoder.pixels(picture));
  }

  /**
   * What a picture of any size shows.
   *
   * @throws BadImageException where the network's framing refuses it
   */
  public Prediction classify(Pixels picture) throws BadImageException {
    return classify(network.batch(List.of(network.fit(picture)))).get(0);
  }

  /** What each image of a batch shows, in the batch's order. */
  public List<Prediction> classify(Batch batch) {
    float[] rows = network.views().logits(scorer, batch);
    int classes = network.architecture().classes();
    List<Prediction> predictions = new ArrayList<>(batch.size());
    for (int from = 0; from < rows.length; from += outputs) {
      float[] logits = Arrays.copyOfRange(rows, from, from + classes);
      predictions.add(
          new Prediction(
              network.classes(),
              logits,
              Softmax.of(logits),
              Arrays.copyOfRange(rows, from + classes, from + outputs)));
    }
    return predictions;
  }

  @Override
  public void close() {
    if (owned) {
      engine.close();
    }
  }
}
