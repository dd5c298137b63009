package kindling.model.export;

/** What an exported network takes, [batch × channels × height × width]. */
public enum Inputs {
  /** Floats, normalized by who calls. */
  NORMALIZED,
  /** Bytes from 0 to 255, which the exported network normalizes. */
  BYTES;

  /** The name of the input. */
  public String title() {
    return this == NORMALIZED ? "images" : "pixels";
  }
}
