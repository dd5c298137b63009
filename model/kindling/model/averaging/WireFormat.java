package kindling.model.averaging;

/** How many bits a float takes on the wire. */
public enum WireFormat {
  /** All of them. */
  FLOAT32,
  /** The upper half: 8 bits of exponent, 7 of fraction. */
  BFLOAT16,
  /** A signed byte, times a scale for each block of values. */
  INT8
}
