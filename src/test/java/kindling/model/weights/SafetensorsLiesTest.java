package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that say what is not so: each is refused with a message that tells what and where. */
class SafetensorsLiesTest {
  private static byte[] file(long headerBytes, String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerBytes)
        .put(json)
        .array();
  }

  private static Map<String, NamedTensor> read(String header, int dataBytes) throws IOException {
    String json = header.replace('\'', '"');
    byte[] file = file(json.getBytes(StandardCharsets.UTF_8).length, json, dataBytes);
    return Safetensors.read(new ByteArrayInputStream(file), file.length);
  }

  private static String tensor(String name, String type, String shape, int begin, int end) {
    return String.format(
        Locale.ROOT,
        "'%s':{'dtype':'%s','shape':%s,'data_offsets':[%d,%d]}",
        name,
        type,
        shape,
        begin,
        end);
  }

  private static void assertRefused(String entries, int dataBytes, String message) {
    assertThatThrownBy(() -> read("{" + entries + "}", dataBytes))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsSoIsRead() throws IOException {
    String entries = tensor("b", "F32", "[1]", 8, 12) + "," + tensor("a", "F32", "[2]", 0, 8);

    assertThat(read("{" + entries + "}", 12).keySet()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aHeaderLongerThanTheFileIsRefused(long headerBytes) {
    byte[] file = file(headerBytes, "{}", 0);

    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(file), file.length))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(
            String.format(
                Locale.ROOT,
                "a header of %s bytes in a file of 10",
                Long.toUnsignedString(headerBytes)));
  }

  @Test
  void aHeaderOverTheLimitIsRefusedHoweverLongTheFile() {
    byte[] file = file(100_000_001, "{}", 0);

    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(file), 1L << 40))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("at most 100000000");
  }

  @Test
  void aFileShorterThanItsLengthIsRefused() {
    byte[] file = file(2, "{}", 0);

    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(file, 0, 9), file.length))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("ends 1 bytes early");
    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(file), 7))
        .hasMessageContaining("expected at least 8 bytes, found 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{} {}", "nonsense", "{'a':1,'a':2}"})
  void aHeaderThatIsNoJsonObjectIsRefused(String header) {
    assertThatThrownBy(() -> read(header, 0))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("the header is no JSON");
  }

  @Test
  void dataUnderTwoTensorsIsRefused() {
    String entries = tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F32", "[2]", 4, 12);

    assertRefused(entries, 12, "tensor b begins at byte 4 of the data, inside the one before");
  }

  @Test
  void dataUnderNoTensorIsRefused() {
    String entries = tensor("a", "F32", "[1]", 0, 4) + "," + tensor("b", "F32", "[1]", 8, 12);

    assertRefused(entries, 12, "tensor b begins at byte 8 of the data, after a gap: expected 4");
    assertRefused(tensor("a", "F32", "[1]", 0, 4), 8, "tensors cover 4 bytes of 8");
  }

  @Test
  void aTensorBeyondTheEndIsRefused() {
    assertRefused(
        tensor("a", "F32", "[2]", 0, 8), 4, "tensor a ends at byte 8 of the data, which has 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F8_E4M3", "I32", "I64", "BOOL", "nonsense", ""})
  void anotherTypeIsRefused(String type) {
    assertRefused(
        tensor("a", type, "[1]", 0, 4),
        4,
        "tensor a: expected type F32, F16, BF16 or F64, found " + type);
  }

  @ParameterizedTest
  @CsvSource({"F16, 4", "BF16, 4", "F64, 4", "F32, 8"})
  void aTypeThatDoesNotFillItsBytesIsRefused(String type, int bytes) {
    assertRefused(tensor("a", type, "[1]", 0, bytes), bytes, "a of type " + type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"[2]; 0; 4", "[]; 0; 8", "[1]; 4; 0", "[0]; 0; 4", "[2,2]; 0; 12"})
  void aShapeThatDoesNotFillItsBytesIsRefused(String shape, int begin, int end) {
    assertRefused(tensor("a", "F32", shape, begin, end), 12, "tensor a of type F32 and shape [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[65536,65536]", "[2147483648]", "[65536,65536,0]"})
  void aShapeBeyondAnArrayIsRefused(String shape) {
    assertRefused(tensor("a", "F32", shape, 4, 0), 4, "is more than one array holds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[-1]", "[1.5]", "['1']", "[null]", "[99999999999999999999]"})
  void aShapeThatIsNoListOfSizesIsRefused(String shape) {
    assertRefused(tensor("a", "F32", shape, 0, 4), 4, "expected numbers of at least 0, found ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a':1",
        "'a':{'dtype':'F32'}",
        "'a':{'dtype':'F32','shape':[],'data_offsets':[0]}",
        "'a':{'dtype':'F32','shape':{},'data_offsets':[0,4]}"
      })
  void anEntryWithoutItsPartsIsRefused(String entry) {
    assertRefused(entry, 4, "tensor a: expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "['a']", "{'a':1}"})
  void metadataOtherThanTextsIsRefused(String metadata) {
    assertRefused("'__metadata__':" + metadata, 0, "expected an object of texts");
  }

  @Test
  void pyTorchsCountersArePassedOver() throws IOException {
    String entries =
        tensor("bn1.num_batches_tracked", "I64", "[]", 0, 8)
            + ","
            + tensor("bn1.weight", "F32", "[1]", 8, 12);

    assertThat(read("{" + entries + "}", 12).keySet()).containsExactly("bn1.weight");
    assertRefused(
        tensor("bn1.num_batches_tracked", "I64", "[]", 0, 4), 4, "of type I64 and shape []");
  }
}
