package kindling.model.machine;

import java.util.OptionalInt;

/**
 * What one replica computes on.
 *
 * @param threads of the CPU, at least 1
 * @param gpu the number of the GPU in its machine, from 0; none for the CPU
 */
public record Processors(int threads, OptionalInt gpu) {
  /** Threads of the CPU alone. */
  public static Processors cpu(int threads) {
    return new Processors(threads, OptionalInt.empty());
  }
}
