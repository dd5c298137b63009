package kindling.driver;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The driver's thirteen rooms: arrows run downwards only, and rooms of one row do not know another.
 */
class RoomsTest {
  /** Row below row. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("cli", "ml"),
          List.of("sweep", "scaling"),
          List.of("train", "predict"),
          List.of("evaluate", "report", "prepare"),
          List.of("run"),
          List.of("dataset", "cluster"),
          List.of("config"));

  private static final int FILES_AT_MOST = 17;

  private static final JavaClasses DRIVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("kindling.driver");

  @Test
  void arrowsRunDownwards() {
    LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room : ROWS.stream().flatMap(List::stream).toList()) {
      rooms = rooms.layer(room).definedBy("kindling.driver." + room + "..");
    }
    for (int row = 0; row < ROWS.size(); row++) {
      String[] above = ROWS.subList(0, row).stream().flatMap(List::stream).toArray(String[]::new);
      for (String room : ROWS.get(row)) {
        rooms =
            above.length == 0
                ? rooms.whereLayer(room).mayNotBeAccessedByAnyLayer()
                : rooms.whereLayer(room).mayOnlyBeAccessedByLayers(above);
      }
    }
    rooms.check(DRIVER);
  }

  @Test
  void everyPackageIsInARoomAndOnlyTheFrontDoorIsOutside() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("driver/kindling/driver"))) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      ROWS.stream().flatMap(List::stream),
                      Stream.of("Kindling.java", "package-info.java"))
                  .toList());
    }
  }

  @Test
  void everyPackageSaysWhatLivesThereAndIsSmall() throws IOException {
    try (Stream<Path> entries = Stream.of("data", "model", "driver").flatMap(RoomsTest::folders)) {
      for (Path folder : entries.toList()) {
        List<String> files = sources(folder);
        if (!files.isEmpty()) {
          assertThat(files).describedAs("%s", folder).contains("package-info.java");
        }
        if (folder.startsWith("driver")) {
          assertThat(files.size())
              .describedAs("files of %s", folder)
              .isLessThanOrEqualTo(FILES_AT_MOST);
        }
      }
    }
  }

  private static Stream<Path> folders(String root) {
    try {
      return Files.walk(Path.of(root)).filter(Files::isDirectory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .toList();
    }
  }
}
