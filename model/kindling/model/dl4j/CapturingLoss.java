package kindling.model.dl4j;

import kindling.data.Targets;
import kindling.model.scores.SoftmaxCrossEntropy;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Kindling's softmax cross-entropy in the place of Deeplearning4j's: it takes the targets from a
 * field, keeps the logits that it sees, and hands back the gradient of the mean.
 */
@SuppressWarnings("serial")
final class CapturingLoss extends LossMCXENT {
  private final int classes;

  /** What the batch under way is to be taken for. */
  Targets targets;

  /** The logits of the last backward pass, [batch × classes]. */
  float[] logits;

  /** The mean loss of the last backward pass. */
  double loss;

  CapturingLoss(int classes) {
    this.classes = classes;
  }

  @Override
  public INDArray computeGradient(
      INDArray unused, INDArray output, IActivation activation, INDArray mask) {
    logits = Floats.copy(output);
    float[] gradient = new float[logits.length];
    loss = SoftmaxCrossEntropy.lossAndGradient(logits, targets, classes, gradient);
    return Nd4j.create(gradient, output.shape(), 'c');
  }

  @Override
  public double computeScore(
      INDArray unused, INDArray output, IActivation activation, INDArray mask, boolean average) {
    return loss;
  }
}
