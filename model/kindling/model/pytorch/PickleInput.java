package kindling.model.pytorch;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of a pickle's opcodes. Lengths are held against what is left before memory is
 * taken; BufferUnderflowException tells of a pickle that is cut off.
 */
final class PickleInput {
  private final ByteBuffer in;

  PickleInput(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return in.position();
  }

  int unsignedByte() {
    return in.get() & 0xFF;
  }

  long unsignedShort() {
    return in.getShort() & 0xFFFF;
  }

  int int32() {
    return in.getInt();
  }

  long int64() {
    return in.getLong();
  }

  /** The one big-endian value. */
  double float64() {
    return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
  }

  /** A whole number of any length: Long where it is one, BigInteger otherwise. */
  Object integer(long length) {
    byte[] littleEndian = bytes(length);
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
    }
    bigEndian[0] = littleEndian.length > 0 && bigEndian[1] < 0 ? (byte) -1 : 0;
    BigInteger value = new BigInteger(bigEndian);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  String line() {
    int start = in.position();
    int length = 0;
    while (in.get() != '\n') {
      length++;
    }
    in.position(start);
    String line = text(length);
    in.get();
    return line;
  }

  String text(long length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  void skip(long length) {
    check(length);
    in.position(in.position() + (int) length);
  }

  private byte[] bytes(long length) {
    check(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private void check(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
  }
}
