package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  private static final ImageShape MNIST = new ImageShape(1, 28, 28);
  private static final Weights WEIGHTS =
      Initialization.initialize(Families.named("resnet8", MNIST, 10), 5);

  private static byte[] written(List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, metadata);
    return out.toByteArray();
  }

  private static byte[] written(Weights weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, weights, Map.of("seed", "5", "epoch", "3"));
    return out.toByteArray();
  }

  private static Weights load(byte[] file, WeightsLayout layout) throws IOException {
    return Safetensors.load(new ByteArrayInputStream(file), file.length, layout);
  }

  @Test
  void weightsComeBackToTheBit() throws IOException {
    assertThat(load(written(WEIGHTS), WEIGHTS.layout()).values()).isEqualTo(WEIGHTS.values());
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    assertThat(written(WEIGHTS)).isEqualTo(written(WEIGHTS));
  }

  @Test
  void everyFloatSurvives() throws IOException {
    float[] values = {Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, Float.MAX_VALUE};
    byte[] file = written(List.of(new NamedTensor("x", List.of(5), values)), Map.of());

    assertThat(Safetensors.read(new ByteArrayInputStream(file), file.length).get("x").values())
        .isEqualTo(values);
  }

  @Test
  void tensorsLargerThanAChunkSurvive() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    byte[] file = written(List.of(new NamedTensor("x", List.of(values.length), values)), Map.of());

    assertThat(Safetensors.read(new ByteArrayInputStream(file), file.length).get("x").values())
        .isEqualTo(values);
  }

  @Test
  void scalarsAndEmptyTensorsSurvive() throws IOException {
    NamedTensor scalar = new NamedTensor("scalar", List.of(), new float[] {3});
    NamedTensor empty = new NamedTensor("empty", List.of(0, 2), new float[0]);
    byte[] file = written(List.of(empty, scalar), Map.of());

    Map<String, NamedTensor> tensors =
        Safetensors.read(new ByteArrayInputStream(file), file.length);

    assertThat(tensors.keySet()).containsExactly("empty", "scalar");
    assertThat(tensors.get("scalar").values()).containsExactly(3);
  }

  /** Read by hand after the format's description, as PyTorch's users would. */
  @Test
  void theFileIsWhatTheFormatDescribes() throws IOException {
    byte[] file = written(WEIGHTS);
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) buffer.getLong();
    String header = new String(file, 8, length, StandardCharsets.UTF_8);
    JsonNode json = new ObjectMapper().readTree(header);
    JsonNode bias = json.get("linear.bias");
    int begin = bias.get("data_offsets").get(0).intValue();
    TensorSpec tensor = WEIGHTS.layout().tensor("linear.bias");

    assertThat(length % 8).isZero();
    assertThat(header)
        .startsWith(
            "{\"__metadata__\":{\"epoch\":\"3\",\"seed\":\"5\"},"
                + "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[16,1,3,3],"
                + "\"data_offsets\":[0,576]},\"bn1.weight\":");
    assertThat(json.size()).isEqualTo(1 + WEIGHTS.layout().tensors().size());
    assertThat(bias.get("data_offsets").get(1).intValue()).isEqualTo(begin + 40);
    assertThat(begin + 40).isEqualTo(file.length - 8 - length);
    assertThat(buffer.getFloat(8 + length + begin)).isEqualTo(WEIGHTS.values()[tensor.offset()]);
  }

  @Test
  void namesBeyondAsciiKeepThePadding() throws IOException {
    byte[] file = written(List.of(new NamedTensor("größe", List.of(1), new float[1])), Map.of());

    assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    assertThat(Safetensors.read(new ByteArrayInputStream(file), file.length)).containsKey("größe");
  }

  @Test
  void twoTensorsOfOneNameAreNotWritten() {
    NamedTensor tensor = new NamedTensor("x", List.of(1), new float[1]);

    assertThatThrownBy(() -> written(List.of(tensor, tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor name taken: x");
  }

  @Test
  void tensorsThatDoNotFitAreListedWithTheirShapes() throws IOException {
    WeightsLayout other = Families.named("resnet8-b", MNIST, 7).layout();

    assertThatThrownBy(() -> load(written(WEIGHTS), other))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("missing layer2.0.shortcut.0.weight [32, 16, 1, 1]")
        .hasMessageContaining("linear.weight: expected [7, 64], found [10, 64]");
    assertThatThrownBy(() -> load(written(WEIGHTS), new WeightsLayout(List.of(), 0, 0)))
        .hasMessageContaining("unexpected conv1.weight [16, 1, 3, 3]");
  }
}
