package kindling.driver.cluster;

import java.io.Serializable;
import kindling.model.EngineRequest;

/**
 * The engine that a run computes with, as the driver decided.
 *
 * @param request what the run asks for
 * @param description name, version and instruction set; every executor's must be equal to it,
 *     because another one gives other sums
 * @param threads of each replica
 * @param memory bytes that a process may take outside its Java heap
 */
public record EngineSpec(EngineRequest request, String description, int threads, long memory)
    implements Serializable {
  /** The memory of a process that nothing is measured against. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /** Without a bound on memory. */
  public EngineSpec(EngineRequest request, String description, int threads) {
    this(request, description, threads, UNBOUNDED);
  }
}
