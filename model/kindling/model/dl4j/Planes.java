package kindling.model.dl4j;

import java.nio.FloatBuffer;

/** Activations [batch × channels × plane] in native memory, taken plane by plane. */
record Planes(FloatBuffer floats, int channels, int batch) {
  /** How many floats one channel of one image has. */
  int plane() {
    return floats.capacity() / channels / batch;
  }

  void load(int image, int channel, float[] into) {
    floats.get((image * channels + channel) * into.length, into);
  }

  void store(int image, int channel, float[] from) {
    floats.put((image * channels + channel) * from.length, from);
  }
}
