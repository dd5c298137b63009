package kindling.model.dl4j;

import java.util.function.Consumer;

/** A kernel that treats every image by itself, the images spread over the replica's threads. */
record ImageKernel(Consumer<Image> forward, Consumer<Image> backward) implements Kernel {
  @Override
  public void forward(Step step, NodeArrays values, boolean training) {
    step.loop.run(
        values.batch(),
        (from, to) -> new Image(step.seed, training, values).each(from, to, forward));
  }

  @Override
  public void backward(Step step, NodeArrays values, NodeArrays gradients) {
    step.loop.run(
        values.batch(),
        (from, to) -> new Image(step.seed, values, gradients).each(from, to, backward));
  }
}
