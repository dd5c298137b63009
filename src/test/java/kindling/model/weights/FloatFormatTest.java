package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FloatFormatTest {
  @Test
  void everyHalfIsTheFloatThatItIs() {
    ByteBuffer one = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    float before = Float.NEGATIVE_INFINITY;
    for (int bits = 0; bits < 0x7C00; bits++) {
      float value = FloatFormat.HALF.element(one.putShort(0, (short) bits), 0);
      assertThat(value).isGreaterThan(before);
      assertThat(FloatFormat.HALF.element(one.putShort(0, (short) (bits | 0x8000)), 0))
          .isEqualTo(-value);
      before = value;
    }
    assertThat(before).isEqualTo(65504);
    assertThat(FloatFormat.HALF.element(one.putShort(0, (short) 0x3C00), 0)).isEqualTo(1);
    assertThat(FloatFormat.HALF.element(one.putShort(0, (short) 0xFC00), 0))
        .isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(FloatFormat.HALF.element(one.putShort(0, (short) 0x7C01), 0)).isNaN();
  }
}
