package kindling.model.weights;

import java.nio.ByteBuffer;

/** The formats of floating-point numbers that weights come in, little-endian. */
public enum FloatFormat {
  /** IEEE 754 binary32. */
  SINGLE(4),
  /** IEEE 754 binary64. */
  DOUBLE(8),
  /** IEEE 754 binary16. */
  HALF(2),
  /** The upper half of a binary32. */
  BFLOAT16(2);

  private final int bytes;

  FloatFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Of a number. */
  public int bytes() {
    return bytes;
  }

  /** The index-th number of a little-endian buffer, as the nearest float. */
  public float element(ByteBuffer littleEndian, int index) {
    int at = index * bytes;
    return switch (this) {
      case SINGLE -> littleEndian.getFloat(at);
      case DOUBLE -> (float) littleEndian.getDouble(at);
      case HALF -> half(littleEndian.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(littleEndian.getShort(at) << 16);
    };
  }

  /** Sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    float sign = bits < 0 ? -1 : 1;
    return switch (exponent) {
      case 0 -> sign * fraction * 0x1p-24f;
      case 31 -> fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
      default -> sign * (1024 + fraction) * Math.scalb(1f, exponent - 25);
    };
  }
}
