package kindling.model;

import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Steps;
import kindling.model.machine.Processors;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Sgd;
import kindling.model.weights.Initialization;
import kindling.model.weights.Weights;

/** A replica of one of Kindling's engines, as a worker of a run holds it through a round. */
final class EngineTrainee implements Trainee {
  private static final Sgd SGD = new Sgd(MOMENTUM, true, WEIGHT_DECAY, DecayScope.ALL);

  private final Architecture architecture;
  private final Engine engine;
  private final Steps steps;
  private final Batch batch;

  EngineTrainee(EngineOffer offer, Architecture architecture, int threads, int size, long seed) {
    this.architecture = architecture;
    batch = SmallCases.random(architecture.input(), architecture.classes(), size, seed);
    Weights weights = Initialization.initialize(architecture, seed);
    engine = Engines.open(offer, architecture, Processors.cpu(threads));
    steps = engine.steps(SGD, weights.values(), new float[SGD.stateSize(weights.layout())]);
  }

  @Override
  public void step() {
    Trainee.expectFinite(steps.differentiate(batch).loss());
    steps.update(RATE);
  }

  /** Scores as many random images as are scored at once. */
  void score(int images) {
    Weights weights = Initialization.initialize(architecture, 1);
    Batch scored = SmallCases.random(architecture.input(), architecture.classes(), images, 1);
    engine.scorer(weights.values()).logits(scored);
  }

  @Override
  public void close() {
    engine.close();
  }
}
