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
 * gradients of two small networks, one of convolutions and one of matrix products.
 *
 * <p>Which kernels oneDNN and the BLAS choose depends on more than the instructions that either
 * names: on the processor's model, its caches, what its hypervisor allows, and their environment
 * variables. What they compute tells all of that.
 */
final class Fingerprint {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final int CLASSES = 10;
  private static final int BATCH = 16;
  private static final List<String> NETWORKS = List.of("resnet8", "mlp-256");
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Fingerprint() {}

  /** Computes it, once in a process for each description. */
  static String of(EngineOffer offer) {
    return KNOWN.computeIfAbsent(offer.description(), description -> compute(offer));
  }

  private static String compute(EngineOffer offer) {
    CRC32 sum = new CRC32();
    for (String name : NETWORKS) {
      Architecture architecture = Families.named(name, SHAPE, CLASSES);
      float[] weights = Initialization.initialize(architecture, 1).values();
      try (Engine engine = Engines.open(offer, architecture, Processors.cpu(1))) {
        Gradient gradient = engine.gradient(weights, batch());
        add(sum, gradient.parameters());
        add(sum, gradient.buffers());
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static Batch batch() {
    Random random = new Random(1);
    float[] images = new float[BATCH * SHAPE.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
    return new Batch(SHAPE, IntStream.range(0, BATCH).toArray(), labels, images);
  }

  private static void add(CRC32 sum, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    sum.update(bytes);
  }
}
