package kindling.model.pytorch;

import java.nio.ByteBuffer;

/** The element types of PyTorch's storages. */
enum StorageType implements Global {
  FLOAT("Float", 4, true),
  DOUBLE("Double", 8, true),
  HALF("Half", 2, true),
  BFLOAT16("BFloat16", 2, true),
  LONG("Long", 8, false),
  INT("Int", 4, false),
  SHORT("Short", 2, false),
  CHAR("Char", 1, false),
  BYTE("Byte", 1, false),
  BOOL("Bool", 1, false);

  private final String pythonName;
  private final int bytes;
  private final boolean floating;

  StorageType(String name, int bytes, boolean floating) {
    this.pythonName = "torch." + name + "Storage";
    this.bytes = bytes;
    this.floating = floating;
  }

  @Override
  public String pythonName() {
    return pythonName;
  }

  /** Of an element. */
  int bytes() {
    return bytes;
  }

  boolean isFloating() {
    return floating;
  }

  /** An element of a storage of floating type, as the nearest float. */
  float element(ByteBuffer littleEndian, int index) {
    int at = index * bytes;
    return switch (this) {
      case FLOAT -> littleEndian.getFloat(at);
      case DOUBLE -> (float) littleEndian.getDouble(at);
      case HALF -> half(littleEndian.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(littleEndian.getShort(at) << 16);
      default -> throw new IllegalStateException(this + " is not floating");
    };
  }

  /** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
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
