package kindling.model.dl4j;

import java.nio.FloatBuffer;

/**
 * An array [batch × channels × plane] in native memory, taken plane by plane through one on the
 * heap: the compiler makes vector instructions of loops over those and not over native memory, and
 * a plane stays in the cache. For one thread.
 */
final class Planes {
  /** Where a plane is loaded to, and stored from. */
  final float[] plane;

  private final FloatBuffer floats;
  private final int channels;

  Planes(FloatBuffer floats, int batch, int channels) {
    this.plane = new float[floats.capacity() / batch / channels];
    this.floats = floats;
    this.channels = channels;
  }

  float[] load(int image, int channel) {
    floats.get((image * channels + channel) * plane.length, plane);
    return plane;
  }

  void store(int image, int channel) {
    floats.put((image * channels + channel) * plane.length, plane);
  }
}
