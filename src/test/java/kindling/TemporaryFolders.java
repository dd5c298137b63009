package kindling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Puts tests' temporary folders where the build says, such as a file system in memory. */
public final class TemporaryFolders implements TempDirFactory {
  private static final Path FOLDER =
      Path.of(System.getProperty("tests.folder", System.getProperty("java.io.tmpdir")));

  /** Called by JUnit. */
  public TemporaryFolders() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    return Files.createTempDirectory(FOLDER, "kindling-test-");
  }
}
