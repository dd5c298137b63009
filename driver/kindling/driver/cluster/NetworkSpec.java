package kindling.driver.cluster;

import java.io.Serializable;
import kindling.model.architecture.Architecture;

/** A network and the engine that computes it: what an executor needs for a replica. */
public record NetworkSpec(Architecture architecture, EngineSpec engine) implements Serializable {
  /** Another network on the same engine. */
  public NetworkSpec with(Architecture other) {
    return new NetworkSpec(other, engine);
  }
}
