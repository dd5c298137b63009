package kindling.model;

/** Which parameters weight decay pulls to zero. */
public enum Decay {
  /** All of them, as PyTorch's SGD does. */
  ALL,
  /** Weights of convolutions and linear layers only: neither biases nor batch normalization. */
  WEIGHTS_ONLY
}
