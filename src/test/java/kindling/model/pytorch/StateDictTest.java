package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that PyTorch wrote, as write.py beside them says, and files that nobody should. */
class StateDictTest {
  private static final Path FILES = Path.of("src/test/resources/pytorch");

  /** A pickle of 0x1950a86a20f9469cfc6c, one of 1001, and an empty dict. */
  private static final int[] LEGACY_HEAD = {
    0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.', //
    0x80, 2, 'M', 0xe9, 3, '.', 0x80, 2, '}', '.'
  };

  private static Map<String, NamedTensor> file(String name) throws IOException {
    return StateDict.read(Files.readAllBytes(FILES.resolve(name))).tensors();
  }

  private static byte[] legacy(byte[] pickle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : LEGACY_HEAD) {
      out.write(value);
    }
    out.writeBytes(pickle);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"zip.pt, ''", "legacy.pth, module."})
  void bothFormatsAreRead(String name, String prefix) throws IOException {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    file(name)
        .forEach(
            (found, tensor) -> {
              assertThat(found).startsWith(prefix);
              tensors.put(found.substring(prefix.length()), tensor);
            });

    assertThat(tensors.keySet())
        .containsExactly(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "fc.weight",
            "fc.bias");
    assertThat(tensors.get("conv1.weight").shape()).containsExactly(4, 3);
    assertThat(tensors.get("conv1.weight").values())
        .containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
    assertThat(tensors.get("bn1.weight").values()).containsExactly(2, 3, 4);
    assertThat(tensors.get("bn1.bias").values()).containsExactly(1.5f, -2, 0x1p-24f);
    assertThat(tensors.get("bn1.running_mean").values()).containsExactly(0.1f);
    assertThat(tensors.get("bn1.running_var").values()).containsExactly(3);
    assertThat(tensors.get("fc.weight").shape()).containsExactly(0, 4);
    assertThat(tensors.get("fc.bias").shape()).isEmpty();
    assertThat(tensors.get("fc.bias").values()).containsExactly(2.5f);
  }

  @Test
  void aWholeModuleIsRefused() {
    assertThatThrownBy(() -> file("module.pt"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContainingAll(
            "torch.nn.modules.linear.Linear", "torch.save(model.state_dict(), file)");
  }

  @Test
  void whatAPickleWantsToRunIsNotRun() {
    byte[] evil = ascii("\u0080\u0002cposix\nsystem\nX\u0004\0\0\0true\u0085R.\u0080\u0002].");

    assertThatThrownBy(() -> StateDict.read(legacy(evil)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("posix.system, which is not run");
  }

  @Test
  void opcodesBeyondPlainValuesAreRefused() {
    // EXT1, EXT2, EXT4, PERSID, NEXT_BUFFER: code, and bytes that are elsewhere.
    for (String opcode : List.of("\u0082", "\u0083", "\u0084", "P", "\u0097")) {
      assertThatThrownBy(() -> StateDict.read(legacy(ascii("\u0080\u0002" + opcode + "aaaaaaaa."))))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("found the pickle opcode");
    }
  }

  @Test
  void aTextLongerThanTheFileIsRefused() {
    byte[] lie =
        ByteBuffer.allocate(9)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 'X')
            .putInt(1 << 30)
            .array();

    assertThatThrownBy(() -> StateDict.read(legacy(lie)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("the pickle is cut off");
  }

  @Test
  void otherFilesAreRefused() {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    for (byte[] file :
        List.of(new byte[0], noise, legacy(ascii("\u0080\u0002K\u0001.\u0080\u0002].")))) {
      assertThatThrownBy(() -> StateDict.read(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith("PyTorch file: ");
    }
  }
}
