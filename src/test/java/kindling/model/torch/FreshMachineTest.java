package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libtorch loads in a process that finds none of its libraries unpacked. */
class FreshMachineTest {
  @TempDir Path cache;

  @Test
  void loadsWhereNothingIsUnpackedYet() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-XX:ErrorFile=" + cache.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                FreshMachineTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("torch 2.");
  }

  public static void main(String[] arguments) {
    System.out.println(TorchEngine.version());
  }
}
