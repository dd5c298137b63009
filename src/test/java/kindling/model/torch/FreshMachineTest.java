package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libtorch loads in a process that finds none of its libraries unpacked. */
class FreshMachineTest {
  @TempDir Path cache;

  @Test
  void loadsWhereNothingIsUnpackedYet() throws Exception {
    String output =
        OwnProcess.run(
            FreshMachineTest.class,
            "-Dorg.bytedeco.javacpp.cachedir=" + cache,
            "-XX:ErrorFile=" + cache.resolve("crash.log"));
    assertThat(output).contains("torch 2.");
  }

  public static void main(String[] arguments) {
    System.out.println(TorchEngine.version());
  }
}
