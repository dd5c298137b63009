package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  private void gpu(String address, String information) throws IOException {
    Files.writeString(
        Files.createDirectory(driver.resolve(address)).resolve("information"), information);
  }
}
