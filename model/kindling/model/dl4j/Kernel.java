package kindling.model.dl4j;

/** The arithmetic of one node on a whole batch, written in Java. */
interface Kernel {
  /** Writes the output. */
  void forward(Step step, NodeArrays values, boolean training);

  /** Writes the gradients by all inputs, after {@link #forward} in training mode. */
  void backward(Step step, NodeArrays values, NodeArrays gradients);
}
