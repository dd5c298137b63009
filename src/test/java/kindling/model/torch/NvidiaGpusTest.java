package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaGpusTest {
  @TempDir Path driver;

  @Test
  void namesEveryModelOnce() throws IOException {
    gpu("0000:01:00.0", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 35\n");
    gpu("0000:02:00.0", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 36\n");
    gpu("0000:03:00.0", "Model: \t\t NVIDIA A10\n");
    assertThat(NvidiaGpus.models(driver)).isEqualTo("NVIDIA A10 and NVIDIA H100 80GB HBM3");
  }

  @Test
  void aNameInAnyEncodingIsNoMatter() throws IOException {
    Files.write(
        Files.createDirectory(driver.resolve("0000:01:00.0")).resolve("information"),
        "Model: Caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(NvidiaGpus.models(driver)).isEqualTo("Caf\u00e9");
  }

  @Test
  void refusesWhatItCannotName() throws IOException {
    refused(driver.resolve("absent"), "NoSuchFile");
    refused(driver, "no such line");
    gpu("0000:01:00.0", "IRQ: 35\n");
    refused(driver, "no such line");
    Files.createDirectory(driver.resolve("0000:02:00.0"));
    refused(driver, "NoSuchFile");
  }

  private static void refused(Path driver, String found) {
    assertThatThrownBy(() -> NvidiaGpus.models(driver))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContainingAll(driver + "/*/information", "'Model:'", found);
  }

  private void gpu(String address, String information) throws IOException {
    Files.writeString(
        Files.createDirectory(driver.resolve(address)).resolve("information"), information);
  }
}
