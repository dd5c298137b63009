package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that build and start Kindling, with programs in the place of Java and Maven. */
class LauncherTest {
  private static final List<String> SCRIPTS = List.of("kindling", "build", "java-command");

  /** What the build takes for a whole jar: the end of a zip, and a library's name in it. */
  private static final String WRITE_JAR =
      "mkdir -p target/aside; { echo picocli/CommandLine.class; printf 'PK%20s' ''; }"
          + " >target/aside/kindling.jar";

  @TempDir Path folder;
  private Path clone;

  @BeforeEach
  void makeClone() throws IOException {
    clone = Files.createDirectory(folder.resolve("a clone"));
    for (String name : List.of("scripts", "data", "model", "driver", "jdk", "jdk/bin", "spark")) {
      Files.createDirectory(clone.resolve(name));
    }
    for (String name : SCRIPTS) {
      Files.copy(Path.of("scripts", name), clone.resolve("scripts").resolve(name));
    }
    Files.createFile(clone.resolve("pom.xml"));
    Files.createDirectory(clone.resolve("spark/jars"));
    javaOf("17.0.9");
    program("javac", "");
    program("mvn", "echo again >>builds; " + WRITE_JAR);
  }

  private void javaOf(String version) throws IOException {
    program(
        "java",
        "case \"$1\" in -version | -X*) echo \"    java.home = "
            + clone.resolve("jdk")
            + "\" >&2; echo 'openjdk version \""
            + version
            + "\" 2026-01-01' >&2 ;; *) echo \"started: $*\" ;; esac");
  }

  private void program(String name, String text) throws IOException {
    Path file = clone.resolve("jdk/bin").resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(clone.resolve("scripts/kindling").toString(), "summary", "lenet");
    Map<String, String> environment = builder.environment();
    Stream.of("JAVA_HOME", "JAVA_TOOL_OPTIONS").forEach(environment::remove);
    environment.put("PATH", clone.resolve("jdk/bin") + ":" + environment.get("PATH"));
    environment.put("SPARK_HOME", clone.resolve("spark").toString());
    return builder.redirectErrorStream(true).redirectOutput(said().toFile()).start();
  }

  private Path said() {
    return folder.resolve("said");
  }

  private int run() throws Exception {
    return start().waitFor();
  }

  private Path jar() {
    return clone.resolve("target/kindling.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "11.0.21", "18", "25.0.3", "171.0"})
  void anotherJavaIsNamedInOneLine(String version) throws Exception {
    javaOf(version);
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said())
        .content()
        .hasLineCount(1)
        .contains("expected Java 17 or 21, found " + version);
  }

  @Test
  void aJavaThatDoesNotStartSaysWhy() throws Exception {
    program("java", "echo 'Unrecognized option: -Xfoo' >&2; exit 1");
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said()).content().hasLineCount(1).contains("jdk/bin/java", "option: -Xfoo");
  }

  @Test
  void aUserWithoutANameIsToldHowToGetOne() throws Exception {
    program("id", "[[ $1 == -g ]] && echo 4711 || exit 1");
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said())
        .content()
        .hasLineCount(1)
        .contains("a user with a name", ":4711:", "/etc/passwd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "17.0.9", "21.0.5", "21-ea"})
  void whatIsBuiltIsStarted(String version) throws Exception {
    javaOf(version);
    Files.createDirectory(jar().getParent());
    Files.writeString(jar(), "picocli/CommandLine.class\nPK" + " ".repeat(20));
    assertThat(run()).isZero();
    assertThat(said()).content().hasLineCount(1).contains("kindling.driver.Kindling summary lenet");
    assertThat(clone.resolve("builds")).doesNotExist();
  }

  @Test
  void aBuildThatIsInterruptedEndsMavenAndTheNextStartBuilds() throws Exception {
    program(
        "mvn",
        "mkdir -p target/aside; echo half >target/aside/kindling.jar; echo $$ >maven; "
            + "exec sleep 600");
    Process launcher = start();
    while (!Files.exists(clone.resolve("maven")) || Files.size(clone.resolve("maven")) == 0) {
      assertThat(launcher.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    long maven = Long.parseLong(Files.readString(clone.resolve("maven")).strip());
    ProcessHandle build =
        launcher.children().filter(child -> child.isAlive()).findFirst().orElseThrow();
    build.destroy();
    assertThat(launcher.waitFor()).isEqualTo(130);
    assertThat(said()).content().contains("interrupted; nothing is left half-built");
    assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(jar()).doesNotExist();

    program("mvn", WRITE_JAR);
    assertThat(run()).isZero();
    assertThat(said()).content().contains("started: ");
    assertThat(jar()).exists();
  }

  @Test
  void aJarWithoutItsLibrariesIsNotPutInPlace() throws Exception {
    program("mvn", "mkdir -p target/aside; printf 'PK%20s' '' >target/aside/kindling.jar");
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said()).content().contains("aside/kindling.jar lacks what it should hold");
    assertThat(jar()).doesNotExist();
  }

  @Test
  void whatMavenSaysOfAFailureIsShown() throws Exception {
    program(
        "mvn",
        "echo '[INFO] looking'; echo '[ERROR] Could not transfer artifact a:b'; echo '[ERROR] '; "
            + "echo '[ERROR] Re-run Maven using the -X switch'; exit 1");
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said())
        .content()
        .hasLineCount(3)
        .contains("[ERROR] Could not transfer", "could not build", "build.log", "settings.xml");
  }

  @Test
  void aCloneThatCannotBeWrittenToIsNamed() throws Exception {
    Files.createFile(clone.resolve("target"));
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(said())
        .content()
        .hasLineCount(1)
        .contains("cannot be written to", "run scripts/build");
  }
}
