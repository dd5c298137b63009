package kindling.driver.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.model.averaging.WireFormat;
import org.junit.jupiter.api.Test;

class PackedTest {
  private static final byte FLOAT32 = (byte) WireFormat.FLOAT32.ordinal();
  private static final byte BFLOAT16 = (byte) WireFormat.BFLOAT16.ordinal();
  private static final byte INT8 = (byte) WireFormat.INT8.ordinal();

  @Test
  void halvesAreTheNearestAndTiesAreEven() {
    float last = 1 / 128f;
    float[] values = {
      1 + 0.5f * last, 1 + 1.5f * last, 1 + 0.51f * last, 1 + 1.49f * last, -1 - 1.5f * last
    };
    Packed packed = Packed.of(new byte[] {BFLOAT16}, new int[] {5}, values, Rounding.NEAREST);
    assertThat(packed.bytes()).hasSize(10);
    assertThat(packed.floats()).containsExactly(1, 1 + 2 * last, 1 + last, 1 + last, -1 - 2 * last);
  }

  @Test
  void bytesShareTheScaleOfTheirBlock() {
    float[] values = new float[Packed.BLOCK + 1];
    values[0] = 127;
    values[1] = -2;
    values[Packed.BLOCK] = 0.5f;
    Packed packed =
        Packed.of(new byte[] {INT8}, new int[] {values.length}, values, Rounding.NEAREST);
    assertThat(packed.bytes()).hasSize(values.length + 2 * Float.BYTES);
    assertThat(packed.floats()).isEqualTo(values);
  }

  @Test
  void aMeanOfBytesTravelsInHalves() {
    Packed packed =
        Packed.of(
            new byte[] {INT8, FLOAT32, BFLOAT16},
            new int[] {3, 2, 1},
            new float[6],
            Rounding.NEAREST);
    float[] mean = {1, 2, 3, 0.1f, 0.2f, 4};
    Packed travels = (Packed) packed.mean(mean);
    assertThat(travels.formats()).containsExactly(BFLOAT16, FLOAT32, BFLOAT16);
    assertThat(travels.bytes()).hasSize(3 * 2 + 2 * 4 + 2);
    assertThat(travels.floats()).isEqualTo(mean);
  }
}
