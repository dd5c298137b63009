package kindling.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.ResizePolicy;
import kindling.data.source.OrientationPolicy;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import kindling.model.weights.Safetensors;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/use.md says of Java programs, on a class path without Spark, Hadoop and the driver. */
class LibraryTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ABSENT =
      Pattern.compile(".*/(org/apache/(spark|hadoop|parquet)|org/scala-lang)/.*");
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final List<String> CLASSES = List.of("oak", "elm", "fir");

  @TempDir Path folder;
  private Path run;
  private Path picture;

  @BeforeEach
  void write() throws IOException {
    run = Files.createDirectory(folder.resolve("run"));
    Architecture network = Families.named("resnet8", SHAPE, CLASSES.size());
    try (OutputStream out = Files.newOutputStream(run.resolve("final.safetensors"))) {
      Safetensors.write(out, Initialization.initialize(network, 3), Map.of());
    }
    Files.writeString(run.resolve(NetworkDescription.FILE), description("resnet8").json());
    picture = folder.resolve("picture.png");
    BufferedImage drawn = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = drawn.createGraphics();
    pen.setColor(Color.ORANGE);
    pen.fillOval(5, 5, 20, 20);
    pen.dispose();
    ImageIO.write(drawn, "png", picture.toFile());
  }

  private static NetworkDescription description(String architecture) {
    return new NetworkDescription(
        architecture,
        SHAPE.toString(),
        CLASSES,
        new Normalization(new float[] {0.5f, 0.4f, 0.3f}, new float[] {0.2f, 0.2f, 0.3f}),
        ResizePolicy.CROP,
        0,
        OrientationPolicy.APPLY,
        EvaluationViews.PLAIN);
  }

  @Test
  void theExampleClassifiesAPicture() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/use.md")));
    assertThat(example.find()).isTrue();
    Path source = folder.resolve("Classify.java");
    Files.writeString(source, example.group(1));
    String classPath = classPath();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertThat(compiled).isZero();

    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath + File.pathSeparator + folder,
                "Classify",
                run.toString(),
                picture.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(printed).isZero();
    Prediction expected = prediction();
    assertThat(printed).contains(expected.name() + " " + expected.top(1).get(0).probability());
  }

  private Prediction prediction() throws Exception {
    try (Classifier classifier = Classifier.open(TrainedNetwork.read(run))) {
      return classifier.classify(Files.readAllBytes(picture));
    }
  }

  /** The product's classes without the driver's, and libraries but those of the cluster. */
  private String classPath() throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    Path product =
        Path.of(
            NetworkDescription.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    for (String part : List.of("kindling/data", "kindling/model")) {
      copy(product.resolve(part), classes.resolve(part));
    }
    return classes
        + File.pathSeparator
        + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !ABSENT.matcher(entry).matches())
            .collect(Collectors.joining(File.pathSeparator));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path copy = to.resolve(from.relativize(one));
        if (Files.isDirectory(one)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(one, copy);
        }
      }
    }
  }

  @Test
  void aDescriptionReadsBackToTheSameNetwork() throws IOException {
    TrainedNetwork read = TrainedNetwork.read(run);
    assertThat(read.classes()).isEqualTo(CLASSES);
    assertThat(read.architecture().name()).isEqualTo("resnet8");
    assertThat(read.normalization().std()).containsExactly(0.2f, 0.2f, 0.3f);
    assertThat(read.weights())
        .isEqualTo(Initialization.initialize(read.architecture(), 3).values());
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    assertThatThrownBy(() -> TrainedNetwork.read(folder))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("expected the folder of a finished run");

    Path file = run.resolve(NetworkDescription.FILE);
    Files.writeString(file, description("mine").json());
    assertThatThrownBy(() -> TrainedNetwork.read(run))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("TrainedNetwork.of");
    Files.writeString(file, "{\"architecture\": 7");
    assertThatThrownBy(() -> TrainedNetwork.read(run))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(NetworkDescription.FILE);
    Files.writeString(file, "{\"architecture\": \"resnet8\"}");
    assertThatThrownBy(() -> TrainedNetwork.read(run)).isInstanceOf(WeightsException.class);
    Files.writeString(file, description("resnet14").json());
    assertThatThrownBy(() -> TrainedNetwork.read(run)).isInstanceOf(WeightsException.class);
  }
}
