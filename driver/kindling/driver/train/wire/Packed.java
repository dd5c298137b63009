package kindling.driver.train.wire;

import java.nio.ByteBuffer;
import kindling.model.averaging.WireFormat;

/**
 * Floats packed into fewer bytes, in runs that each have a format of their own.
 *
 * @param formats of the runs: ordinals of {@link WireFormat}
 * @param lengths of the runs, in floats
 * @param bytes of all runs, one after the other, big-endian
 */
public record Packed(byte[] formats, int[] lengths, byte[] bytes) implements Values {
  /** Values that share a scale. */
  static final int BLOCK = 64;

  private static final int LARGEST = 127;
  private static final WireFormat[] FORMATS = WireFormat.values();

  /** Packs values in runs of these formats and lengths. */
  static Packed of(byte[] formats, int[] lengths, float[] values, Rounding rounding) {
    int size = 0;
    for (int run = 0; run < formats.length; run++) {
      size += bytes(FORMATS[formats[run]], lengths[run]);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    int at = 0;
    for (int run = 0; run < formats.length; run++) {
      int end = at + lengths[run];
      switch (FORMATS[formats[run]]) {
        case FLOAT32 -> putFloats(values, at, end, out);
        case BFLOAT16 -> putHalves(values, at, end, out);
        case INT8 -> putBytes(values, at, end, rounding, out);
      }
      at = end;
    }
    return new Packed(formats, lengths, out.array());
  }

  static int bytes(WireFormat format, int length) {
    return switch (format) {
      case FLOAT32 -> Float.BYTES * length;
      case BFLOAT16 -> Short.BYTES * length;
      case INT8 -> length + Float.BYTES * ((length + BLOCK - 1) / BLOCK);
    };
  }

  private static void putFloats(float[] values, int from, int to, ByteBuffer out) {
    for (int i = from; i < to; i++) {
      out.putFloat(values[i]);
    }
  }

  private static void putHalves(float[] values, int from, int to, ByteBuffer out) {
    for (int i = from; i < to; i++) {
      out.putShort(upperHalf(values[i]));
    }
  }

  /** Rounded to the nearest, ties to even. */
  private static short upperHalf(float value) {
    int bits = Float.floatToIntBits(value);
    boolean number = !Float.isNaN(value);
    return (short) ((number ? bits + 0x7FFF + (bits >>> 16 & 1) : bits) >>> 16);
  }

  private static void putBytes(
      float[] values, int from, int to, Rounding rounding, ByteBuffer out) {
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(start + BLOCK, to);
      float largest = 0;
      for (int i = start; i < end; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      float scale = largest / LARGEST;
      out.putFloat(scale);
      for (int i = start; i < end; i++) {
        out.put((byte) (scale == 0 ? 0 : code(values[i] / scale, i, rounding)));
      }
    }
  }

  private static long code(float scaled, int index, Rounding rounding) {
    return Math.max(-LARGEST, Math.min(LARGEST, rounding.whole(scaled, index)));
  }

  @Override
  public float[] floats() {
    int size = 0;
    for (int length : lengths) {
      size += length;
    }
    float[] values = new float[size];
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = 0;
    for (int run = 0; run < formats.length; run++) {
      int end = at + lengths[run];
      read(FORMATS[formats[run]], in, values, at, end);
      at = end;
    }
    return values;
  }

  private static void read(WireFormat format, ByteBuffer in, float[] values, int from, int to) {
    float scale = 0;
    for (int i = from; i < to; i++) {
      switch (format) {
        case FLOAT32 -> values[i] = in.getFloat();
        case BFLOAT16 -> values[i] = Float.intBitsToFloat(in.getShort() << 16);
        case INT8 -> {
          scale = (i - from) % BLOCK == 0 ? in.getFloat() : scale;
          values[i] = scale * in.get();
        }
      }
    }
  }

  /** In the same runs, but bytes as bfloat16: a second rounding to bytes would add to the first. */
  @Override
  public Values mean(float[] mean) {
    byte[] wider = formats.clone();
    for (int run = 0; run < wider.length; run++) {
      if (FORMATS[wider[run]] == WireFormat.INT8) {
        wider[run] = (byte) WireFormat.BFLOAT16.ordinal();
      }
    }
    return of(wider, lengths, mean, Rounding.NEAREST);
  }
}
