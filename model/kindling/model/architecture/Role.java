package kindling.model.architecture;

/** What a tensor does in its layer: the first four are trained, the last two are gathered. */
public enum Role {
  /** A convolution's or a linear layer's weight. */
  WEIGHT,
  /** What a convolution or a linear layer adds to each output channel. */
  BIAS,
  /** Batch normalization's gamma. */
  NORM_SCALE,
  /** Batch normalization's beta. */
  NORM_SHIFT,
  /** Batch normalization's running mean per channel. */
  RUNNING_MEAN,
  /** Batch normalization's running variance per channel, unbiased as in PyTorch. */
  RUNNING_VARIANCE;

  /** Whether the tensor is gathered in the forward pass instead of trained: PyTorch's buffer. */
  public boolean isBuffer() {
    return this == RUNNING_MEAN || this == RUNNING_VARIANCE;
  }
}
