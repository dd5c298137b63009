package kindling.driver.report.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * An event file of scalars, as TensorBoard reads it: TFRecords (TensorFlow's {@code
 * lib/io/record_writer.h}), each an Event message ({@code util/event.proto}). Not safe for use by
 * two threads at once.
 */
public final class EventFile {
  private static final int MASK_DELTA = 0xa282ead8;

  private final double wallSeconds;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  /**
   * A file without a scalar yet.
   *
   * @param wallSeconds since 1970, of all its events
   */
  public EventFile(double wallSeconds) {
    this.wallSeconds = wallSeconds;
    record(new Message().number(1, wallSeconds).text(3, "brain.Event:2").bytes());
  }

  /** Adds a scalar. */
  public void add(long step, String tag, double value) {
    Message scalar = new Message().text(1, tag).number(2, (float) value);
    Message summary = new Message().message(1, scalar);
    record(new Message().number(1, wallSeconds).whole(2, step).message(5, summary).bytes());
  }

  /** The whole file. */
  public byte[] bytes() {
    return records.toByteArray();
  }

  /** Length, its checksum, the data, its checksum; little-endian. */
  private void record(byte[] data) {
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    records.writeBytes(length);
    records.writeBytes(checksum(length));
    records.writeBytes(data);
    records.writeBytes(checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
