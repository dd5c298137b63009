package kindling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian's Python, whose PyTorch the product is held against: {@code apt-get install python3-torch
 * python3-h5py python3-onnx}. A machine without it fails the tests that ask for it.
 */
public final class Python {
  private static final String INTERPRETER = "/usr/bin/python3";

  private Python() {}

  /**
   * Runs a script of the test resources and returns what it prints.
   *
   * @param script its path among the test resources, such as {@code pytorch/write.py}
   * @param folder that it works in, where its messages go too
   */
  public static String run(String script, Path folder, Object... arguments)
      throws IOException, InterruptedException {
    assertThat(Path.of(INTERPRETER))
        .describedAs("apt-get install python3-torch python3-h5py python3-onnx")
        .isExecutable();
    Path file = folder.resolve(Path.of(script).getFileName().toString());
    try (InputStream resource = Python.class.getResourceAsStream("/" + script)) {
      Files.write(file, resource.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(INTERPRETER, file.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path errors = folder.resolve("python.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).describedAs(Files.readString(errors)).isZero();
    return printed;
  }
}
