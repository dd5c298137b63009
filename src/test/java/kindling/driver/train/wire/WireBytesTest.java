package kindling.driver.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kindling.data.ImageShape;
import kindling.driver.config.architecture.ArchitectureFile;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireBytesTest {
  private static final Architecture NETWORK =
      ArchitectureFile.blueprint("resnet20").on(new ImageShape(3, 32, 32), 10);
  private static final int WEIGHTS = NETWORK.layout().size();
  private static final int STATE = WEIGHTS + NETWORK.layout().parameters();

  private static Wire wire(WireFormat format) {
    return Wire.of(format, format, NETWORK.layout(), STATE);
  }

  private static long bytes(Values values) {
    return values instanceof Packed packed
        ? packed.bytes().length
        : (long) Float.BYTES * values.floats().length;
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void theyAreThoseOfAStateThatIsPacked(WireFormat format) {
    Wire wire = wire(format);
    float[] state = new float[STATE];
    WireBytes bytes = WireBytes.of(wire, STATE);
    List<Values> returned = wire.returned(state, state, 1, 1);

    assertThat(bytes.sent()).isEqualTo(bytes(wire.sent(state)));
    assertThat(bytes.returned()).isEqualTo(returned.stream().mapToLong(WireBytesTest::bytes).sum());
    assertThat(bytes.mean()).isEqualTo(bytes(returned.get(0).mean(new float[STATE])));
  }

  @Test
  void weightsInBytesTakeAQuarterAndTheirScales() {
    long floats = WireBytes.of(wireOfWeights(WireFormat.FLOAT32), WEIGHTS).returned();
    long bytes = WireBytes.of(wireOfWeights(WireFormat.INT8), WEIGHTS).returned();

    assertThat((double) bytes / floats).isBetween(0.25, 0.29);
  }

  private static Wire wireOfWeights(WireFormat format) {
    return Wire.of(format, format, NETWORK.layout(), WEIGHTS);
  }
}
