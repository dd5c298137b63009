package kindling.model.engine;

/**
 * In which floats an engine computes forward and backward; weights, running statistics, gradients,
 * optimizer and averaging are in float32 always.
 */
public enum Precision {
  /** bfloat16 where the processor multiplies it itself, float32 elsewhere. */
  AUTO,
  FLOAT32,
  /**
   * Convolutions and linear layers on bfloat16 (Kalamkar et al., A Study of BFLOAT16 for Deep
   * Learning Training, 2019), as PyTorch's autocast does.
   */
  BFLOAT16
}
