package kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kindling.data.source.Datasets;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir Path root;

  @Test
  void writesAsideAndReplaces() throws Exception {
    org.apache.hadoop.fs.Path path = Datasets.STORAGE.qualify(root.resolve("run.json").toString());
    for (String text : new String[] {"first", "second"}) {
      Datasets.STORAGE.writeAtomically(path, text.getBytes(StandardCharsets.UTF_8));
      try (var in = Datasets.STORAGE.open(path)) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
      }
    }
    assertThat(root.toFile().list()).containsExactly("run.json");
  }

  @Test
  void replacesAFileThatWasWrittenWithChecksums() throws Exception {
    org.apache.hadoop.fs.Path path = Datasets.STORAGE.qualify(root.resolve("a.bin").toString());
    try (var out = Datasets.STORAGE.fileSystem(path).create(path)) {
      out.write(new byte[2000]);
    }
    Datasets.STORAGE.writeAtomically(path, new byte[] {1, 2, 3});
    try (var in = Datasets.STORAGE.open(path)) {
      assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedAndNotTheFileInIt() {
    org.apache.hadoop.fs.Path path = Datasets.STORAGE.qualify("/proc/none/run/lock.json");
    assertThatThrownBy(() -> Datasets.STORAGE.createNew(path, new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/none")
        .hasMessageNotContaining("lock.json");
  }

  @Test
  void keepsTheConfigurationAndQualifiesPaths() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", root.toUri().toString());
    Storage storage = Datasets.sent(new Storage(configuration));
    assertThat(storage.qualify("data/x").isAbsolute()).isTrue();
    assertThat(storage.qualify("data/x").toUri().getScheme()).isEqualTo("file");
    assertThat(storage.exists(storage.qualify(root.toString()))).isTrue();
    assertThatThrownBy(() -> storage.qualify("nofs://x/y"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("Hadoop URI", "nofs://x/y");
  }
}
