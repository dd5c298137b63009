package kindling.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import kindling.model.weights.Initialization;

/**
 * The bits that an engine computes on this machine, in eight hexadecimal digits: a checksum of the
 * gradients of three small networks, of convolutions between few and between many channels, which
 * take other kernels, and of matrix products.
 *
 * <p>Which kernels oneDNN and the BLAS choose depends on more than the instructions that either
 * names: on the processor's model, its caches, what its hypervisor allows, and their environment
 * variables. What they compute tells all of that.
 */
final class Fingerprint {
  private static final int CLASSES = 10;

  /** The products of the last are long enough for kernels that small ones do not take. */
  private static final List<Case> CASES =
      List.of(
          new Case("resnet8", new ImageShape(3, 16, 16), 16),
          new Case("resnet8-w4", new ImageShape(3, 16, 16), 16),
          new Case("mlp-512", new ImageShape(3, 32, 32), 64));

  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Fingerprint() {}

  /** Computes it, once in a process for each description. */
  static String of(EngineOffer offer) {
    return KNOWN.computeIfAbsent(offer.description(), description -> compute(offer));
  }

  private static String compute(EngineOffer offer) {
    CRC32 sum = new CRC32();
    for (Case each : CASES) {
      Architecture architecture = Families.named(each.network, each.shape, CLASSES);
      float[] weights = Initialization.initialize(architecture, 1).values();
      try (Engine engine = Engines.open(offer, architecture, Processors.cpu(1))) {
        Gradient gradient = engine.gradient(weights, each.batch());
        add(sum, gradient.parameters());
        add(sum, gradient.buffers());
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static void add(CRC32 sum, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    sum.update(bytes);
  }

  private record Case(String network, ImageShape shape, int size) {
    Batch batch() {
      Random random = new Random(1);
      float[] images = new float[size * shape.size()];
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextGaussian();
      }
      int[] labels = random.ints(size, 0, CLASSES).toArray();
      return new Batch(shape, IntStream.range(0, size).toArray(), labels, images);
    }
  }
}
