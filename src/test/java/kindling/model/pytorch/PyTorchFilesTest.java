package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;

/** Files built by hand, right but for one thing. */
class PyTorchFilesTest {
  private static final String FLOAT = "FloatStorage";

  /** A legacy file of one tensor of three elements, up to its list of storages. */
  private static Pickle legacy() {
    return new Pickle().legacyHead().raw("}").text("a.b").vector(FLOAT, "0", 3).raw("s.");
  }

  private static Pickle stateDict(String name) {
    return new Pickle().raw("}").text(name).vector(FLOAT, "0", 3).raw("s.");
  }

  private static void refused(byte[] file, String why) {
    assertThatThrownBy(() -> StateDict.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("PyTorch file: ")
        .hasMessageContaining(why);
  }

  @Test
  void legacyFiles() {
    byte[] file = legacy().raw("]").text("0").raw("a.").size(3).floats(1, 2, 3).bytes();
    Map<String, NamedTensor> tensors = StateDict.read(file).tensors();
    assertThat(tensors.get("a.b").values()).containsExactly(1, 2, 3);
  }

  @Test
  void legacyFilesWhoseStoragesDoNotFit() {
    refused(new Pickle().raw("K\u0001.").bytes(), "legacy magic number");
    refused(legacy().raw("]").text("1").raw("a.").size(3).bytes(), "a storage of no tensor");
    refused(legacy().raw("]").text("0").raw("a.abc").bytes(), "the file is cut off");
    refused(
        legacy().raw("]").text("0").raw("a.").size(4).floats(1, 2, 3, 4).bytes(),
        "expected 3 elements, found 4");
    refused(legacy().raw("K\u0001.").bytes(), "expected a list of storages");
    refused(new Pickle().legacyHead().raw("(tQ.").bytes(), "is not a storage's");
  }

  @Test
  void storagesOfNoUse() {
    refused(head().storage(FLOAT, "0", -1).raw(".").bytes(), "a storage of -1 elements");
    refused(
        head().storage("DoubleStorage", "0", Integer.MAX_VALUE / 8 + 1).raw(".").bytes(),
        "more than one array holds");
    refused(
        head().storage(FLOAT, "0", 3).storage("HalfStorage", "0", 3).raw(".").bytes(),
        "two types or sizes");
    refused(
        head().storage(FLOAT, "0", 3).storage(FLOAT, "0", 4).raw(".").bytes(),
        "two types or sizes");
    refused(
        head()
            .raw("(")
            .text("else")
            .raw("ctorch\nFloatStorage\n")
            .text("0")
            .text("cpu")
            .number(1)
            .raw("tQ.")
            .bytes(),
        "is not a storage's");
    refused(
        head()
            .raw("(")
            .text("storage")
            .raw("ctorch\nFloatStorage\n")
            .number(0)
            .text("cpu")
            .number(1)
            .raw("tQ.")
            .bytes(),
        "is not a storage's");
  }

  /** A file that holds one alone has no tensors, but is read as far as that. */
  @Test
  void storagesAsSmallAndAsLargeAsCanBe() {
    for (int size : new int[] {0, Integer.MAX_VALUE / Float.BYTES}) {
      refused(head().storage(FLOAT, "0", size).raw(".].").bytes(), "found something else");
    }
  }

  private static Pickle head() {
    return new Pickle().legacyHead();
  }

  @Test
  void whatIsNoTensorOfFloats() throws IOException {
    byte[] data = new Pickle().floats(1, 2, 3).bytes();
    Pickle beside =
        new Pickle().raw("}").text("a.b").vector(FLOAT, "0", 3).raw("s").text("c").number(1);
    assertThat(StateDict.read(zip("data.pkl", beside.raw("s.").bytes(), "data/0", data)).tensors())
        .containsOnlyKeys("a.b");
    Pickle counted =
        new Pickle()
            .raw("}(")
            .text("a.b")
            .vector(FLOAT, "0", 3)
            .text("a.num_batches_tracked")
            .vector("IntStorage", "1", 3);
    assertThat(
            StateDict.read(
                    zip("data.pkl", counted.raw("u.").bytes(), "data/0", data, "data/1", data))
                .tensors())
        .containsOnlyKeys("a.b");
  }

  @Test
  void whatIsPassedOverIsRemarked() throws IOException {
    byte[] data = new Pickle().floats(1, 2, 3).bytes();
    Pickle pickle =
        new Pickle()
            .raw("}(")
            .text("a.b")
            .vector(FLOAT, "0", 3)
            .text("q.weight")
            .vector("QInt8Storage", "1", 3)
            .text("epoch")
            .number(3)
            .text("n_averaged")
            .number(3);
    StateDict read = StateDict.read(zip("data.pkl", pickle.raw("u.").bytes(), "data/0", data));
    assertThat(read.tensors()).containsOnlyKeys("a.b");
    assertThat(read.remarks())
        .containsExactly("no tensors of floats, and passed over: q.weight, epoch");
    assertThat(read.prefix()).isEmpty();
  }

  @Test
  void aKeyThatIsTheBeginningOfNamesIsGivenOn() throws IOException {
    byte[] data = new Pickle().floats(1, 2, 3).bytes();
    byte[] file = zip("data.pkl", stateDict("a.b").bytes(), "data/0", data);
    assertThat(StateDict.read(file, Optional.of("a")).prefix()).contains("a");
  }

  /** A legacy file tells of a module by its class, file and source. */
  @Test
  void legacyFilesOfWholeModulesAreRefused() {
    String module = "ctorch.nn\nLinear\n";
    refused(
        head().raw("(").text("module").raw(module).text("f").text("s").raw("tQ.].").bytes(),
        "found torch.nn.Linear, which is not run");
    refused(
        head().raw("(").text("module").raw(module).text("f").raw("tQ.].").bytes(),
        "is not a storage's");
    refused(
        head().raw("(").text("model").raw(module).text("f").text("s").raw("tQ.].").bytes(),
        "is not a storage's");
    refused(
        head().raw("(").text("module").text("m").text("f").text("s").raw("tQ.].").bytes(),
        "is not a storage's");
    refused(head().raw("(").text("module").raw("tQ.].").bytes(), "is not a storage's");
    refused(new Pickle().raw("(tQ.").bytes(), "a storage before the saved value");
  }

  @Test
  void manyViewsOfAStorageMayNotBeMoreThanTheFile() throws IOException {
    Pickle views = new Pickle().raw("}").text("a.0").vector(FLOAT, "0", 200).raw("q\u0001s");
    for (int i = 1; i < 200; i++) {
      views.text("a." + i).raw("h\u0001s");
    }
    byte[] data = new Pickle().floats(new float[200]).bytes();
    byte[] pickle = views.raw(".").bytes();
    int bytes = zip("data.pkl", pickle, "data/0", data, "rest", new byte[0]).length;
    refused(
        zip("data.pkl", pickle, "data/0", data, "rest", new byte[40000 - bytes - 1]),
        "tensors of 40000 elements in a file of 39999 bytes");
    byte[] enough = zip("data.pkl", pickle, "data/0", data, "rest", new byte[40000 - bytes]);
    assertThat(StateDict.read(enough).tensors()).hasSize(200);
  }

  @Test
  void zipFiles() throws IOException {
    byte[] data = new Pickle().floats(1, 2, 3).bytes();
    byte[] little = "little".getBytes(StandardCharsets.UTF_8);
    Map<String, NamedTensor> tensors =
        StateDict.read(
                zip(
                    "x/other", data,
                    "x/data.pkl", stateDict("a.b").bytes(),
                    "x/byteorder", little,
                    "x/data/0", data))
            .tensors();
    assertThat(tensors.get("a.b").values()).containsExactly(1, 2, 3);
  }

  @Test
  void zipFilesThatDoNotFit() throws IOException {
    byte[] data = new Pickle().floats(1, 2, 3).bytes();
    byte[] pickle = stateDict("a.b").bytes();
    refused(zip("data/0", data), "without a data.pkl");
    refused(zip("data.pkl", pickle), "no entry data/0");
    byte[] cut = new Pickle().raw("(").text("storage").raw("tQ.").bytes();
    refused(zip("data.pkl", cut), "is not a storage's");
    refused(
        zip(
            "data.pkl",
            pickle,
            "byteorder",
            "big".getBytes(StandardCharsets.UTF_8),
            "data/0",
            data),
        "expected byteorder little, found big");
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(compressed)) {
      out.putNextEntry(new ZipEntry("data.pkl"));
      out.write(pickle);
    }
    refused(compressed.toByteArray(), "data.pkl is compressed");
    refused("PK and no more".getBytes(StandardCharsets.UTF_8), "the zip file is damaged");
  }

  /** Names and contents in turn, uncompressed. */
  private static byte[] zip(Object... entries) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      contents.put((String) entries[i], (byte[]) entries[i + 1]);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        CRC32 sum = new CRC32();
        sum.update(content.getValue());
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content.getValue());
      }
    }
    return file.toByteArray();
  }
}
