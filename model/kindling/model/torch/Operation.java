package kindling.model.torch;

import org.bytedeco.pytorch.Tensor;

/** The arithmetic of one node in libtorch; autograd records its backward pass. */
interface Operation {
  /**
   * Computes the output, [batch × channels × height × width].
   *
   * @param inputs of the same form; the first is changed and returned where the operation was made
   *     to work in place
   */
  Tensor apply(Tensor[] inputs, ForwardPass pass);
}
