package kindling.model.export;

/** What an exported network gives for each image. */
public enum Outputs {
  /** A value for each class, as it was trained. */
  LOGITS,
  /** Their softmax. */
  PROBABILITIES;

  /** The name of the output. */
  public String title() {
    return this == LOGITS ? "logits" : "probabilities";
  }
}
