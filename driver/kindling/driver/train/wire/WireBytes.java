package kindling.driver.train.wire;

import java.util.function.UnaryOperator;
import kindling.model.averaging.WireFormat;

/**
 * Bytes of a state on its ways in a round, before anything compresses them; a pure function of the
 * wire.
 *
 * @param sent by the driver
 * @param returned by a worker, all slices together
 * @param mean that comes back to the driver
 */
public record WireBytes(long sent, long returned, long mean) {
  /**
   * Those of a wire.
   *
   * @param stateSize floats of the state
   */
  public static WireBytes of(Wire wire, int stateSize) {
    if (wire instanceof NarrowWire narrow) {
      long packed = packed(narrow, format -> format);
      return new WireBytes(packed, packed, packed(narrow, WireBytes::ofMean));
    }
    long floats = (long) Float.BYTES * stateSize;
    return new WireBytes(floats, floats, floats);
  }

  private static WireFormat ofMean(WireFormat format) {
    return format == WireFormat.INT8 ? WireFormat.BFLOAT16 : format;
  }

  private static long packed(NarrowWire wire, UnaryOperator<WireFormat> format) {
    return wire.segments().stream()
        .mapToLong(
            segment -> Packed.bytes(format.apply(segment.format()), segment.to() - segment.from()))
        .sum();
  }
}
