package kindling.driver.run.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kindling.data.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  private static final Predicate<String> ALL = line -> true;

  @TempDir Path folder;

  private org.apache.hadoop.fs.Path local() {
    return new org.apache.hadoop.fs.Path(folder.resolve("lines.jsonl").toUri());
  }

  private static Predicate<String> first(int count) {
    int[] asked = new int[1];
    return line -> ++asked[0] <= count;
  }

  @Test
  void linesAreAppendedToTheSameFile() throws IOException {
    Storage storage = new Storage(new Configuration());
    LineFile file = LineFile.open(local(), storage, ALL);
    assertThat(folder.resolve("lines.jsonl")).doesNotExist();
    file.append("one\n");
    Object key = key();
    file.append("two\nthrée\n");
    assertThat(key()).as("the file's identity").isEqualTo(key);
    assertThat(LineFile.read(local(), storage)).containsExactly("one", "two", "thrée");
  }

  private Object key() throws IOException {
    return Files.getAttribute(folder.resolve("lines.jsonl"), "unix:ino");
  }

  @Test
  void whatFollowsTheLinesThatAreKeptIsCutOff() throws IOException {
    Storage storage = new Storage(new Configuration());
    LineFile.open(local(), storage, ALL).append("one\ntwo\nthree\n");
    Files.writeString(folder.resolve("lines.jsonl"), "half a li", StandardOpenOption.APPEND);
    assertThat(LineFile.read(local(), storage)).containsExactly("one", "two", "three");
    LineFile.open(local(), storage, ALL).append("four\n");
    assertThat(folder.resolve("lines.jsonl")).hasContent("one\ntwo\nthree\nfour\n");
    LineFile.open(local(), storage, first(1)).append("2\n");
    assertThat(folder.resolve("lines.jsonl")).hasContent("one\n2\n");
    LineFile.open(local(), storage, first(0));
    assertThat(folder.resolve("lines.jsonl")).doesNotExist();
  }

  /** A local file system whose appending fails when half is written. */
  public static final class FailingAppends extends LocalFileSystem {
    /** Called by Hadoop. */
    public FailingAppends() {
      super(
          new RawLocalFileSystem() {
            @Override
            public FSDataOutputStream append(
                org.apache.hadoop.fs.Path path, int bufferSize, Progressable progress)
                throws IOException {
              OutputStream whole = super.append(path, bufferSize, progress);
              return new FSDataOutputStream(
                  new FilterOutputStream(whole) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                      out.write(bytes, offset, length / 2);
                      out.flush();
                      throw new IOException("no more good datanodes");
                    }
                  },
                  null);
            }
          });
    }
  }

  @Test
  void aFileThatCannotBeAppendedToIsWrittenAnew() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", FailingAppends.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    LineFile file = LineFile.open(local(), new Storage(configuration), ALL);
    file.append("one\n");
    file.append("two\n");
    file.append("three\n");
    assertThat(folder.resolve("lines.jsonl")).hasContent("one\ntwo\nthree\n");
  }

  /** Files that are written whole alone, as an object store has them. */
  public static final class ObjectStore extends RawLocalFileSystem {
    private static final URI ADDRESS = URI.create("objects:///");

    @Override
    public URI getUri() {
      return ADDRESS;
    }

    @Override
    public boolean hasPathCapability(org.apache.hadoop.fs.Path path, String capability) {
      return false;
    }

    @Override
    public FSDataOutputStream append(
        org.apache.hadoop.fs.Path path, int bufferSize, Progressable progress) {
      throw new UnsupportedOperationException("append");
    }

    /** The same for Hadoop's other interface. */
    public static final class Context extends DelegateToFileSystem {
      /** Called by Hadoop. */
      public Context(URI address, Configuration configuration) throws Exception {
        super(address, new ObjectStore(), configuration, ADDRESS.getScheme(), false);
      }
    }
  }

  @Test
  void anObjectStoreGetsPartsOfWhichTheLastIsWrittenAnew() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.objects.impl", ObjectStore.class.getName());
    configuration.setClass(
        "fs.AbstractFileSystem.objects.impl", ObjectStore.Context.class, AbstractFileSystem.class);
    Storage storage = new Storage(configuration);
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path("objects://" + folder.resolve("lines.jsonl"));
    List<String> lines = new ArrayList<>();
    LineFile file = LineFile.open(path, storage, ALL);
    for (int i = 0; i < 12; i++) {
      lines.add(i + "x".repeat(49_999));
      file.append(lines.get(i) + "\n");
    }
    assertThat(folder.resolve("lines-0002.jsonl")).exists();
    assertThat(folder.resolve("lines-0003.jsonl")).doesNotExist();
    for (String part : List.of("lines.jsonl", "lines-0001.jsonl", "lines-0002.jsonl")) {
      assertThat(Files.size(folder.resolve(part))).isLessThanOrEqualTo(1 << 18);
    }
    assertThat(LineFile.read(path, storage)).isEqualTo(lines);

    LineFile.open(path, storage, first(7)).append("after\n");
    assertThat(folder.resolve("lines-0002.jsonl")).doesNotExist();
    List<String> kept = new ArrayList<>(lines.subList(0, 7));
    kept.add("after");
    assertThat(LineFile.read(path, storage)).isEqualTo(kept);
  }

  @Test
  void hdfsIsAppendedToEvenAfterAWriterThatDied() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      hdfs.waitActive();
      Storage storage = new Storage(hdfs.getConfiguration(0));
      org.apache.hadoop.fs.Path path =
          hdfs.getFileSystem().makeQualified(new org.apache.hadoop.fs.Path("/run/lines.jsonl"));
      LineFile file = LineFile.open(path, storage, ALL);
      file.append("one\n");
      long id = id(hdfs.getFileSystem(), path);
      file.append("two\n");
      assertThat(id(hdfs.getFileSystem(), path)).as("the file's identity").isEqualTo(id);
      FSDataOutputStream open = hdfs.getFileSystem().append(path);
      open.write(new byte[] {'t', 'h'});
      open.hflush();

      LineFile next = LineFile.open(path, storage, ALL);
      next.append("three\n");
      next.append("four\n");
      assertThat(LineFile.read(path, storage)).containsExactly("one", "two", "three", "four");
    }
  }

  private static long id(DistributedFileSystem files, org.apache.hadoop.fs.Path path)
      throws IOException {
    return files.getClient().getFileInfo(path.toUri().getPath()).getFileId();
  }
}
