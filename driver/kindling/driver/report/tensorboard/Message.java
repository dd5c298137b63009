package kindling.driver.report.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A protocol buffer message in the making, field by field. */
final class Message {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Message whole(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  Message number(int field, double value) {
    varint((long) field << 3 | FIXED64);
    out.writeBytes(little(Double.BYTES).putDouble(value).array());
    return this;
  }

  Message number(int field, float value) {
    varint((long) field << 3 | FIXED32);
    out.writeBytes(little(Float.BYTES).putFloat(value).array());
    return this;
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message message(int field, Message value) {
    return bytes(field, value.bytes());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private Message bytes(int field, byte[] value) {
    varint((long) field << 3 | LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Seven bits a byte, the lowest first. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
