package kindling.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.files.DirectoryTree.Walked;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0};

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void root() throws IOException {
    root = Files.createDirectory(folder.resolve("data"));
  }

  private Walked walked() throws IOException {
    Storage storage = new Storage(new Configuration());
    return DirectoryTree.of(
        storage, storage.qualify(root.toString()), DataLimits.DEFAULT, Directories.HERE);
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static List<String> images(Walked walked) {
    List<String> images = new ArrayList<>();
    walked.tree().forEachImage((file, entry) -> images.add(file));
    return images;
  }

  @Test
  void imagesComeInTheOrderOfTheirWholePaths() throws IOException {
    List<String> names =
        List.of(
            "a.png", "a/z.png", "a-b.png", "a/b/c.png", "a/b.png", "a0.png", "A/x.png", "é.png");
    for (String name : names) {
      write(root.resolve(name), PNG);
    }
    assertThat(images(walked()))
        .containsExactlyElementsOf(
            names.stream().map(name -> "file:" + root + "/" + name).sorted().toList());
  }

  @Test
  void namesWithUnderscoresAndColonsAndImagesWithoutEndingsAreFound() throws IOException {
    for (String name : List.of("_MG_1.png", "_x/1.jfif", "12:00/10:30.png", "plain", "n.0001")) {
      write(root.resolve(name), PNG);
    }
    write(root.resolve("notes"), "PNG".getBytes(StandardCharsets.UTF_8));
    write(root.resolve("table.0002"), new byte[0]);
    Walked walked = walked();
    assertThat(images(walked)).hasSize(5).anyMatch(image -> image.endsWith("/12:00/10:30.png"));
    assertThat(walked.tree().others()).containsExactly("notes", "table.0002");
  }

  @Test
  void whatSystemsLeaveBehindIsCounted() throws IOException {
    for (String name :
        List.of(".git/objects/1", ".git/objects/2", "__MACOSX/a.png", "Thumbs.db", "_SUCCESS")) {
      write(root.resolve(name), PNG);
    }
    assertThat(walked().tree().hidden()).isEqualTo(5);
    assertThat(walked().tree().fileCount()).isEqualTo(5);
  }

  @Test
  void aLinkThatLeadsBackIsNotFollowed() throws IOException {
    write(root.resolve("cat/1.png"), PNG);
    Files.createSymbolicLink(root.resolve("cat/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("cat/all"), folder);
    Files.createSymbolicLink(root.resolve("cat/self"), Path.of("self"));
    Walked walked = walked();
    assertThat(images(walked)).hasSize(1);
    assertThat(walked.notFollowed()).hasSize(2).anyMatch(link -> link.contains("/cat/up -> "));
    assertThat(walked.tree().folders().get("cat").others()).containsExactly("self");
  }

  @Test
  void linksBetweenFoldersEndToo() throws IOException {
    for (int i = 0; i < 8; i++) {
      write(root.resolve(i + "/1.png"), PNG);
      for (int k = 0; k < 8; k++) {
        if (k != i) {
          Files.createSymbolicLink(root.resolve(i + "/to" + k), Path.of("../" + k));
        }
      }
    }
    assertThat(images(walked())).hasSize(8 + 8 * 7);
  }

  @Test
  void aLinkOutOfTheFolderIsFollowedAndSaid() throws IOException {
    write(folder.resolve("elsewhere/1.png"), PNG);
    Files.createSymbolicLink(root.resolve("cat"), folder.resolve("elsewhere"));
    write(root.resolve("dog/2.png"), PNG);
    Files.createSymbolicLink(root.resolve("dog/3.png"), folder.resolve("elsewhere/1.png"));
    Walked walked = walked();
    assertThat(images(walked)).hasSize(3).anyMatch(image -> image.endsWith("/data/cat/1.png"));
    assertThat(walked.followed()).singleElement().asString().contains("/cat -> ", "/elsewhere");
    assertThat(walked.linksOut()).isEqualTo(1);
  }

  @Test
  void aLinkToNothingIsAnImageByItsName() throws IOException {
    Files.createSymbolicLink(root.resolve("lost.png"), Path.of("/nowhere/1.png"));
    Files.createSymbolicLink(root.resolve("lost.txt"), Path.of("/nowhere/1.txt"));
    assertThat(walked().tree().images()).containsExactly("lost.png");
    assertThat(walked().tree().others()).containsExactly("lost.txt");
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws IOException, InterruptedException {
    write(root.resolve("cat/1.png"), PNG);
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                "import os, sys; open(os.fsencode(sys.argv[1]) + b'/\\xf1.png', 'wb').close()",
                root.resolve("cat").toString())
            .inheritIO()
            .start();
    assertThat(python.waitFor()).isZero();
    assertThatThrownBy(this::walked)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("/cat/%F1.png", "expected a name");
  }
}
