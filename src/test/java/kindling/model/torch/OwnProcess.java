package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A main class of the tests, run in a Java process of its own. */
public final class OwnProcess {
  private OwnProcess() {}

  /**
   * Waits for the process to end well.
   *
   * @param options for the Java process, before the class
   * @return what it wrote to standard output and standard error
   */
  public static String run(Class<?> main, String... options) throws Exception {
    return run(main, List.of(), options);
  }

  /** The same with arguments for the class. */
  public static String run(Class<?> main, List<String> arguments, String... options)
      throws Exception {
    return run(System.getProperty("java.class.path"), main, arguments, options);
  }

  /** The same with these variables beside those of this process. */
  public static String run(Map<String, String> environment, Class<?> main) throws Exception {
    return run(environment, System.getProperty("java.class.path"), main, List.of());
  }

  /** The same on another class path. */
  public static String run(
      String classPath, Class<?> main, List<String> arguments, String... options) throws Exception {
    return run(Map.of(), classPath, main, arguments, options);
  }

  /** The same with arguments, options and these variables. */
  public static String run(
      Map<String, String> environment, Class<?> main, List<String> arguments, String... options)
      throws Exception {
    return run(environment, System.getProperty("java.class.path"), main, arguments, options);
  }

  private static String run(
      Map<String, String> environment,
      String classPath,
      Class<?> main,
      List<String> arguments,
      String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
