package kindling.model;

import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.WeightsLayout;

/**
 * How much memory a process that trains takes outside the Java heap, at most: an upper bound from
 * the architecture alone, for Spark's containers to be sized by. Runs on the driver.
 *
 * <p>Libtorch and ND4J allocate past any allocator of Java's, so the bound is an estimate. Its
 * factors are set by measured processes of several networks, which a test measures again.
 */
public final class MemoryEstimate {
  private static final long MIB = 1 << 20;
  private static final long FLOAT_BYTES = 4;

  /** Libraries, the Java machine beside its heap, Spark's network buffers. */
  private static final long PROCESS_BYTES = 640 * MIB;

  /** A replica's threads, their scratch memory, and what an allocator keeps. */
  private static final long REPLICA_BYTES = 96 * MIB;

  /** Images that a replica scores at once; what it took for training is not given back before. */
  private static final int SCORED_AT_ONCE = 128;

  private MemoryEstimate() {}

  /**
   * Bytes outside the heap of a process.
   *
   * @param engine DL4J or TORCH
   * @param batchSize the largest number of images that a replica is given at once
   * @param workers that train at once in the process
   * @param parts of the network, a replica each, that a worker computes with: behind a frozen part
   *     2, otherwise 1. What they hold is the whole network's together.
   */
  public static long bytes(
      Architecture architecture, Engines.Choice engine, int batchSize, int workers, int parts) {
    long fixed = parts * REPLICA_BYTES;
    return PROCESS_BYTES + workers * (fixed + network(architecture, engine, batchSize));
  }

  private static long network(Architecture architecture, Engines.Choice engine, int batchSize) {
    Map<String, ImageShape> shapes = architecture.shapes();
    long outputs = 0;
    long largest = 0;
    for (ImageShape shape : shapes.values()) {
      outputs += shape.size();
      largest = Math.max(largest, shape.size());
    }
    WeightsLayout layout = architecture.layout();
    double passes = engine == Engines.Choice.DL4J ? 5 : 1.25;
    double training = batchSize * (passes * outputs + 4.0 * largest);
    double floats = training + SCORED_AT_ONCE * 6.0 * largest + 5.0 * layout.size();
    return Math.round(floats * FLOAT_BYTES);
  }
}
