package kindling.model.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.pytorch.StateDict;
import kindling.model.weights.Initialization;
import kindling.model.weights.Safetensors;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as training programs leave them: found_checkpoints.py says how. */
class FoundCheckpointsTest {
  private static final Architecture NETWORK =
      new Architecture(
          "small",
          new ImageShape(1, 3, 3),
          3,
          List.of(
              new Node("conv1", new Layer.Conv(1, 2, 3, 1, 0, false), List.of("input")),
              new Node("bn1", new Layer.BatchNorm(2, 0.1, 1e-5), List.of("conv1")),
              new Node("flatten", new Layer.Flatten(), List.of("bn1")),
              new Node("fc", new Layer.Linear(2, 3), List.of("flatten"))));

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    Python.run("pytorch/found_checkpoints.py", folder, folder);
  }

  @AfterAll
  static void nothingWasRun() {
    assertThat(folder.resolve("was-run")).doesNotExist();
  }

  private record Found(LoadedWeights loaded, List<String> remarks) {}

  private static Found read(String name, String key) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve(name));
    Optional<String> asked = Optional.ofNullable(key);
    StateDict read =
        name.endsWith(".safetensors")
            ? new StateDict(
                Safetensors.read(new ByteArrayInputStream(file), file.length), asked, List.of())
            : StateDict.read(file, asked);
    NetworkTensors named = NetworkTensors.of(read.tensors(), NETWORK.layout(), read.prefix());
    return new Found(
        LoadedWeights.of(Initialization.initialize(NETWORK, 1), named.tensors(), Set.of()),
        Stream.concat(read.remarks().stream(), named.remarks().stream()).toList());
  }

  private static void assertWhole(Found found, float first) {
    assertThat(found.loaded().problems()).isEmpty();
    float[] values = found.loaded().weights().values();
    float expected = first;
    for (TensorSpec tensor : NETWORK.layout().tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        assertThat(values[i]).as(tensor.name()).isEqualTo(expected++);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "data-parallel.pt, module.",
    "compiled.pt, _orig_mod.module.",
    "lightning.ckpt, model.",
    "averaged-model.pt, module.",
    "everything.pt, backbone.",
    "data-parallel.safetensors, module.",
    "half.safetensors, model.",
    "double.safetensors, module."
  })
  void whatStandsBeforeAllNamesIsTakenOff(String name, String prefix) throws IOException {
    Found found = read(name, null);
    assertWhole(found, 1);
    assertThat(found.remarks())
        .contains(
            String.format(Locale.ROOT, "weights: names are read without %s before them", prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "everything-protocol-4.pt",
        "everything-legacy.pt",
        "one-dict.pt",
        "bfloat16.safetensors"
      })
  void whatLiesBesideTheWeightsIsNoReasonToRefuse(String name) throws IOException {
    assertWhole(read(name, null), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "ema.pt, state_dict_ema",
    "ema-nested.pt, ema.module",
    "ema-flat.ckpt, ema_model",
    "ema.safetensors, ema"
  })
  void averagesBesideTheWeightsAreTakenByTheirKey(String name, String key) throws IOException {
    Found first = read(name, null);
    assertWhole(first, 1);
    assertThat(first.remarks())
        .anyMatch(said -> said.contains(key + ", which --key NAME (init.key) takes"));
    assertWhole(read(name, key), 1001);
  }

  @Test
  void whereNoneIsTheLikelierTheKeyDecides() throws IOException {
    assertThatThrownBy(() -> read("two.pt", null))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("those under student, teacher; choose with --key NAME (init.key)");
    assertWhole(read("two.pt", "teacher"), 1001);
    assertThatThrownBy(() -> read("two.pt", "techer"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("student, teacher");
    assertThatThrownBy(() -> read("ema.safetensors", "swa"))
        .isInstanceOf(WeightsException.class)
        .hasMessage("expected weights under the key swa, found names that begin with ema, model");
  }

  @Test
  void whatOnlyOtherTensorsHaveIsListed() throws IOException {
    assertThat(read("criterion.pt", null).loaded().problems())
        .containsExactly("criterion.weight [3]: the network has no such tensor");
  }

  @Test
  void whatIsNotWeightsIsSaid() throws IOException {
    assertThat(read("one-dict.pt", null).remarks())
        .containsExactly("no tensors of floats, and passed over: epoch, args");
    assertThatThrownBy(() -> read("whole-module.pt", null))
        .isInstanceOf(WeightsException.class)
        .hasMessageContainingAll(
            "model (torch.nn.modules.container.Sequential, which is not run)",
            "torch.save(model.state_dict(), file)");
    assertThatThrownBy(() -> read("trap.pt", null))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("which is not run");
  }
}
