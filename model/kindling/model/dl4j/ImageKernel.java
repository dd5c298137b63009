package kindling.model.dl4j;

/** The arithmetic of one node on one image at a time, on arrays channels × height × width. */
interface ImageKernel {
  void forward(float[][] inputs, float[] output, int image, boolean training);

  /** Writes every element of the gradients by all inputs; reads only what the node asks for. */
  void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image);

  /** Whether {@link #backward} needs the inputs; otherwise they hold nothing. */
  default boolean readsInputs() {
    return false;
  }

  /** Whether {@link #backward} needs the output; otherwise it holds nothing. */
  default boolean readsOutput() {
    return false;
  }
}
