package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import kindling.driver.cli.Commands;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.RunContents;
import kindling.model.torch.OwnProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine's language, encoding and time zone change nothing that a run leaves. */
class LocaleIT {
  @TempDir Path folder;

  /** What a Java process starts with, by the name of its runs. */
  private static final Map<String, List<String>> SETTINGS =
      Map.of(
          "en", List.of("-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC"),
          "fa", List.of("-Duser.language=fa", "-Duser.country=IR", "-Duser.timezone=Asia/Tehran"),
          "tr", List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Asia/Kolkata"),
          "de", List.of("-Duser.language=de", "-Duser.country=DE", "-Duser.timezone=Etc/GMT+12"),
          // Another calendar and other digits, and no encoding but ASCII.
          "th", List.of("-Duser.language=th", "-Duser.country=TH", "-Duser.variant=TH"));

  /** Trains, and goes on with what another process began, each in the folder {@code run}. */
  static final class Trains {
    private Trains() {}

    public static void main(String[] arguments) throws IOException {
      int code = run(Path.of(arguments[0]), arguments[1], arguments[2]);
      if (code != 0) {
        System.exit(code);
      }
    }

    /**
     * Returns the first exit code that is not 0.
     *
     * @param from of {@link LocaleIT#trains}
     */
    static int run(Path folder, String own, String from) throws IOException {
      CommandLine train =
          CommandLine.of("train", folder.resolve("locale.conf"))
              .in(folder.resolve("run"))
              .local(2)
              .set("data.path=" + folder.resolve("data"), "resume=auto");
      for (String other : from.split(",")) {
        String name = own + other;
        if (!other.isEmpty()) {
          Files.move(folder.resolve("stopped" + other), folder.resolve("run"));
        }
        int code = Commands.run(train.words().toArray(String[]::new));
        if (code != 0) {
          return code;
        }
        Files.move(folder.resolve("run"), folder.resolve(name));
      }
      return 0;
    }
  }

  private void write() throws IOException {
    Path data = folder.resolve("data");
    ImageFiles.write(data, 20, "INK", "ibis", "IRIS");
    // Whose ending has a dot on its lower-case i in Turkish, and none on the upper-case I.
    for (Path image : List.of(data.resolve("train/INK/0.png"), data.resolve("test/ibis/2.png"))) {
      ImageIO.write(ImageIO.read(image.toFile()), "gif", image.resolveSibling("0.GIF").toFile());
      Files.delete(image);
    }
    Files.writeString(
        folder.resolve("locale.conf"),
        """
        architecture = resnet8
        augmentation { crop-padding = 2, flip-probability = 0.5 }
        optimizer { momentum = 0.9, weight-decay = 1e-4 }
        schedule { rate = 0.05, kind = warmup-cosine }
        averaging.outer = slowmo
        ema.decay = 0.9
        workers = 2
        epochs = 2
        batch-size = 8
        steps-per-round = 1
        run { checkpoint-rounds = 2, keep-checkpoints = 2 }
        """);
  }

  /**
   * Trains in a process of its own, which also goes on with others' runs.
   *
   * @param from names of runs, each behind a minus sign and before a comma; empty for a new run
   */
  private void trains(String name, String from) throws Exception {
    List<String> options = new ArrayList<>(List.of(System.getProperty("spark.opens").split(" ")));
    options.add("-Xmx1g");
    options.addAll(SETTINGS.get(name));
    OwnProcess.run(
        name.equals("th") ? Map.of("LC_ALL", "POSIX") : Map.of(),
        Trains.class,
        List.of(folder.toString(), name, from),
        options.toArray(String[]::new));
  }

  /** Leaves what a driver that dies in its last epoch has left of a finished run. */
  private void stop(String name) throws IOException {
    Path stopped = folder.resolve("stopped-" + name);
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, stopped.resolve(folder.resolve(name).relativize(file)));
      }
    }
    Files.delete(stopped.resolve("result.json"));
    Files.delete(stopped.resolve("final.safetensors"));
    Path newest = stopped.resolve("checkpoints/epoch-0002");
    try (Stream<Path> files = Files.walk(newest)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void everyLocaleLeavesTheSameFilesAndGoesOnWithTheRunsOfOthers() throws Exception {
    write();
    Instant start = Instant.now();
    trains("en", "");
    String before = "en";
    for (String name : List.of("tr", "th", "de", "fa")) {
      stop(before);
      trains(name, ",-" + before);
      before = name;
    }
    stop("fa");
    assertThat(Trains.run(folder, "here", "-fa")).isZero();

    Map<String, String> expected = RunContents.of(folder.resolve("en"));
    assertThat(expected.keySet())
        .contains("checkpoints/epoch-0002/weights.safetensors", "data.json", "report.html");
    for (String name : List.of("tr", "th", "de", "fa", "tr-en", "th-tr", "de-th", "fa-de")) {
      assertThat(RunContents.of(folder.resolve(name))).as(name).isEqualTo(expected);
    }
    assertThat(RunContents.of(folder.resolve("here-fa"))).isEqualTo(expected);
    for (String name : SETTINGS.keySet()) {
      List<String> log = Files.readAllLines(folder.resolve(name).resolve("run.log"));
      assertThat(Instant.parse(log.get(0).split(" ")[0]))
          .as(name)
          .isBetween(start.minusSeconds(1), Instant.now());
    }
    assertThat(Files.readString(folder.resolve("fa-de/run.log")))
        .contains("going on from epoch-0001-round-00002 of");
  }
}
