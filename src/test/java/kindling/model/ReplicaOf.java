package kindling.model;

import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.machine.Processors;

/** Replicas of a named engine, for tests. */
public final class ReplicaOf {
  private ReplicaOf() {}

  /** A replica in float32. */
  public static Engine engine(Engines.Choice choice, Architecture architecture, int threads) {
    return engine(choice, Precision.FLOAT32, architecture, threads);
  }

  static Engine engine(
      Engines.Choice choice, Precision precision, Architecture architecture, int threads) {
    EngineOffer offer = Engines.named(new EngineRequest(choice, precision));
    if (offer.refused()) {
      throw new IllegalStateException(offer.description());
    }
    return Engines.open(offer, architecture, Processors.cpu(threads));
  }
}
