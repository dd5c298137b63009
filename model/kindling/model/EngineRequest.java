package kindling.model;

import java.io.Serializable;
import kindling.model.engine.Precision;

/**
 * The engine and the precision that a run asks for, each perhaps left to the machine, and where it
 * computes.
 */
public record EngineRequest(Engines.Choice engine, Precision precision, Device device)
    implements Serializable {
  /** On the CPU. */
  public EngineRequest(Engines.Choice engine, Precision precision) {
    this(engine, precision, Device.CPU);
  }

  /** The same on another device. */
  public EngineRequest on(Device other) {
    return new EngineRequest(engine, precision, other);
  }
}
