package kindling.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoconFileTest {
  @TempDir Path folder;

  @Test
  void aFileNamedWithoutAFolderIncludesThoseBesideIt() throws IOException {
    Path included = Files.createTempFile(Path.of(""), "included", ".conf");
    Path bare = Files.createTempFile(Path.of(""), "bare", ".conf");
    try {
      Files.writeString(included, "epochs = 7");
      Files.writeString(bare, String.format(Locale.ROOT, "include \"%s\"\nseed = 3", included));
      assertThat(bare.getParent()).isNull();
      assertThat(HoconFile.parse(bare.toFile()).getInt("epochs")).isEqualTo(7);
    } finally {
      Files.delete(included);
      Files.delete(bare);
    }
  }

  @Test
  void whatIsIncludedFromAnotherFolderIsFoundThere() throws IOException {
    Files.createDirectory(folder.resolve("base"));
    Files.writeString(folder.resolve("base/a.conf"), "include \"b.conf\"");
    Files.writeString(folder.resolve("base/b.conf"), "epochs = 7");
    Path file = Files.writeString(folder.resolve("top.conf"), "include \"base/a.conf\"");
    assertThat(HoconFile.parse(file.toFile()).getInt("epochs")).isEqualTo(7);
  }

  @Test
  void aMissingIncludeIsRefused() throws IOException {
    for (String include :
        new String[] {"\"gone.conf\"", "file(\"gone.conf\")", "required(\"gone.conf\")"}) {
      Path file = Files.writeString(folder.resolve("top.conf"), "include " + include);
      assertThatThrownBy(() -> HoconFile.parse(file.toFile()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("gone.conf");
    }
  }
}
