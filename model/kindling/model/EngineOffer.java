package kindling.model;

import java.io.Serializable;
import java.util.List;
import kindling.model.engine.Precision;

/**
 * What a machine computes with when a run asks for an engine and a precision. Equal descriptions
 * give equal bits.
 *
 * @param engine DL4J or TORCH; null where it is refused
 * @param precision FLOAT32 or BFLOAT16; null where it is refused
 * @param description name, version, precision, instruction set, and on CPUs a fingerprint of the
 *     bits that it computes; or, if refused, why
 * @param remarks why it is not another one, where the choice was automatic, and what slows it down
 */
public record EngineOffer(
    Engines.Choice engine, Precision precision, String description, List<String> remarks)
    implements Serializable {
  public EngineOffer {
    remarks = List.copyOf(remarks);
  }

  static EngineOffer refused(String why) {
    return new EngineOffer(null, null, why, List.of());
  }

  /** Whether this machine cannot do what was asked for. */
  public boolean refused() {
    return engine == null;
  }
}
