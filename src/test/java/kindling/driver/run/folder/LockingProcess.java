package kindling.driver.run.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kindling.data.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A process that claims a run folder, and then does what it is told on standard input. */
final class LockingProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  private LockingProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param around the command that runs Java, such as one for a process table of its own
   */
  static LockingProcess start(List<String> around, java.nio.file.Path root, Duration patience)
      throws IOException {
    List<String> command = new ArrayList<>(around);
    command.add(java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(LockingProcess.class.getName(), root.toUri().toString(), "" + patience.toMillis()));
    return new LockingProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What it answers: first {@code taken} or why not. */
  String answer() throws IOException {
    return answers.readLine();
  }

  /** What it answers to a word. */
  String answer(String word) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(word).append('\n').flush();
    return answer();
  }

  /** Sends a signal to the Java process, wherever its number is another one. */
  void signal(String name) throws Exception {
    long java = process.descendants().mapToLong(ProcessHandle::pid).max().orElse(process.pid());
    Process kill = new ProcessBuilder("kill", "-" + name, "" + java).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Claims the folder, and answers each word: {@code check}, {@code close}. */
  public static void main(String[] arguments) throws IOException {
    try (RunLock lock =
        RunLock.take(
            new Path(arguments[0]),
            new Storage(new Configuration()),
            LockHolder.here(),
            Duration.ofMillis(50),
            Duration.ofMillis(Long.parseLong(arguments[1])))) {
      System.out.println("taken");
      BufferedReader words =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String word = words.readLine(); word != null; word = words.readLine()) {
        if (word.equals("close")) {
          lock.close();
          System.out.println("closed");
        } else {
          check(lock);
        }
      }
    } catch (RunFolderException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void check(RunLock lock) {
    try {
      lock.check();
      System.out.println("held");
    } catch (RunFolderException e) {
      System.out.println(e.getMessage());
    }
  }
}
