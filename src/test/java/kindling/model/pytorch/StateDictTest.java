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
import java.util.List;
import java.util.Map;
import java.util.Random;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote, as write.py beside them says, and files that nobody should. */
class StateDictTest {
  private static final Path FILES = Path.of("src/test/resources/pytorch");

  /** A pickle of 0x1950a86a20f9469cfc6c, one of 1001, and an empty dict. */
  private static final int[] LEGACY_HEAD = {
    0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.', //
    0x80, 2, 'M', 0xe9, 3, '.', 0x80, 2, '}', '.'
  };

  private static Map<String, NamedTensor> file(String name) throws IOException {
    return StateDict.read(Files.readAllBytes(FILES.resolve(name)));
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
  @ValueSource(strings = {"zip.pt", "legacy.pth"})
  void bothFormatsAreRead(String name) throws IOException {
    Map<String, NamedTensor> tensors = file(name);

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
    byte[] evil = ascii("\u0080\u0002cposix\nsystem\nX\u0004\0\0\0true\u0085R.");

    assertThatThrownBy(() -> StateDict.read(legacy(evil)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("posix.system, which is not run");
  }

  @Test
  void opcodesBeyondPlainValuesAreRefused() {
    // INST, OBJ, NEWOBJ, EXT1, PERSID, LONG4, BINBYTES: objects, code, sizes without bounds.
    for (String opcode : List.of("i", "o", "\u0081", "\u0082", "P", "\u008b", "B")) {
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

  @Test
  void everyHalfIsTheFloatThatItIs() {
    ByteBuffer one = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    float before = Float.NEGATIVE_INFINITY;
    for (int bits = 0; bits < 0x7C00; bits++) {
      float value = StorageType.HALF.element(one.putShort(0, (short) bits), 0);
      assertThat(value).isGreaterThan(before);
      assertThat(StorageType.HALF.element(one.putShort(0, (short) (bits | 0x8000)), 0))
          .isEqualTo(-value);
      before = value;
    }
    assertThat(before).isEqualTo(65504);
    float zero = StorageType.HALF.element(one.putShort(0, (short) 0), 0);
    assertThat(Float.floatToRawIntBits(zero)).as("not the negative one").isZero();
    assertThat(StorageType.HALF.element(one.putShort(0, (short) 0x3C00), 0)).isEqualTo(1);
    assertThat(StorageType.HALF.element(one.putShort(0, (short) 0xFC00), 0))
        .isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(StorageType.HALF.element(one.putShort(0, (short) 0x7C01), 0)).isNaN();
  }
}
