package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run folder and the data lie on HDFS, and HDFS fails. */
class StorageFaultsTest {
  private static final org.apache.hadoop.fs.Path RUNS = new org.apache.hadoop.fs.Path("/runs");

  private static final org.apache.hadoop.fs.Path CHECKPOINT =
      new org.apache.hadoop.fs.Path(RUNS, "one/checkpoints/epoch-0002");

  @TempDir static Path folder;
  private static MiniDFSCluster hdfs;
  private static DistributedFileSystem files;

  @BeforeAll
  static void startHdfs() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    configuration.set("dfs.replication", "2");
    configuration.set("dfs.blocksize", "1048576");
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(3).build();
    hdfs.waitActive();
    files = hdfs.getFileSystem();
  }

  @AfterAll
  static void stopHdfs() {
    hdfs.shutdown();
  }

  @BeforeEach
  void clear() throws IOException {
    files.delete(RUNS, true);
  }

  private static String[] arguments(String run, String... more) throws IOException {
    Path conf = folder.resolve("faults.conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 240, test = 40 } }
        architecture = resnet8
        schedule { rate = 0.05 }
        workers = 2
        epochs = 6
        batch-size = 16
        steps-per-round = 2
        """);
    List<String> arguments =
        new ArrayList<>(
            List.of("train", conf.toString(), "--master", "local[2]", "--json", "--set"));
    arguments.add("run.dir=" + run);
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static String onHdfs() {
    return files.getUri() + "/runs/one";
  }

  private static CommandLineRun train(String run, String... more) throws IOException {
    return CommandLineRun.of(arguments(run, more));
  }

  /** Trains on HDFS, and does something to it as soon as the second checkpoint is there. */
  private static CommandLineRun trainWhile(Fault fault) throws Exception {
    String[] arguments = arguments(onHdfs());
    CompletableFuture<CommandLineRun> run =
        CompletableFuture.supplyAsync(() -> CommandLineRun.of(arguments));
    while (!files.exists(CHECKPOINT) && !run.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(run).as("the run ended before the fault").isNotDone();
    fault.happen();
    return run.get();
  }

  private static String newestCheckpoint() throws IOException {
    return Arrays.stream(files.listStatus(CHECKPOINT.getParent()))
        .map(status -> status.getPath().getName())
        .filter(name -> name.startsWith("epoch-"))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private interface Fault {
    void happen() throws IOException;
  }

  /** The weights of the same run on a local disk. */
  private static String undisturbed() throws IOException {
    return train(folder.resolve("local").toString(), "--set", "resume=auto").weights();
  }

  @Test
  void aDataNodeThatStopsChangesNothing() throws Exception {
    MiniDFSCluster.DataNodeProperties[] stopped = new MiniDFSCluster.DataNodeProperties[1];
    CommandLineRun run = trainWhile(() -> stopped[0] = hdfs.stopDataNode(0));
    assertThat(run.weights()).isEqualTo(undisturbed());
    assertThat(hdfs.restartDataNode(stopped[0])).isTrue();
    hdfs.waitActive();
  }

  @Test
  void noSpaceLeftEndsTheRunAndResumeGoesOn() throws Exception {
    CommandLineRun full = trainWhile(() -> files.setQuota(RUNS, HdfsConstants.QUOTA_DONT_SET, 1));
    assertThat(full.remarks())
        .contains("cannot write to the run folder", "quota", "--resume")
        .doesNotContain("\tat picocli.");
    assertThat(full.code()).isEqualTo(ExitCode.RUN_FOLDER);

    files.setQuota(RUNS, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    String left = newestCheckpoint();
    CommandLineRun resumed = train(onHdfs(), "--resume");
    assertThat(resumed.weights()).isEqualTo(undisturbed());
    assertThat(resumed.remarks()).contains("going on from " + left + " of");
  }

  @Test
  void aSetPreparedThereIsTheSameAndTrainsToTheSameWeights() throws Exception {
    Path images = folder.resolve("images");
    ImageFiles.write(images, 10, "cat", "dog");
    org.apache.hadoop.fs.Path there = new org.apache.hadoop.fs.Path(files.getUri() + "/set");
    Path here = folder.resolve("set");
    for (String set : List.of(there.toString(), here.toString())) {
      CommandLineRun prepared =
          CommandLineRun.of(
              "prepare", images.toString(), set, "--shard-images=7", "--master=local[2]");
      assertThat(prepared.code()).as(prepared.remarks()).isZero();
    }
    try (Stream<Path> local = Files.walk(here)) {
      for (Path file : local.filter(Files::isRegularFile).toList()) {
        String name = here.relativize(file).toString();
        try (InputStream in = files.open(new org.apache.hadoop.fs.Path(there, name))) {
          assertThat(in.readAllBytes()).as(name).isEqualTo(Files.readAllBytes(file));
        }
      }
    }
    assertThat(files.exists(new org.apache.hadoop.fs.Path(there, ".preparing"))).isFalse();
    assertThat(trainOn(there.toString())).isEqualTo(trainOn(here.toString()));
  }

  private static String trainOn(String set) throws IOException {
    String run = folder.resolve("run-" + set.hashCode()).toString();
    String path = "data.path=" + set;
    return train(run, "--set", "data.format=auto", "--set", path, "--set", "epochs=2").weights();
  }

  private CommandLineRun asGuest(String... arguments) throws Exception {
    return UserGroupInformation.createRemoteUser("guest")
        .doAs((PrivilegedExceptionAction<CommandLineRun>) () -> CommandLineRun.of(arguments));
  }

  @Test
  void aRunFolderThatMayNotBeWrittenIsRefused() throws Exception {
    CommandLineRun run = asGuest(arguments(onHdfs()));
    assertThat(run.remarks())
        .contains("cannot write to the run folder", "Permission denied: user=guest")
        .doesNotContain("\tat picocli.");
    assertThat(run.code()).isEqualTo(ExitCode.RUN_FOLDER);
  }

  @Test
  void dataThatMayNotBeReadAreRefused() throws Exception {
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path("/data/train/cat");
    files.mkdirs(data);
    files.setPermission(data.getParent().getParent(), new FsPermission("700"));
    CommandLineRun run =
        asGuest(
            arguments(
                folder.resolve("guest").toString(),
                "--set",
                "data.format=auto",
                "--set",
                "data.path=" + files.getUri() + "/data"));
    assertThat(run.remarks())
        .contains("Permission denied: user=guest", "/data")
        .doesNotContain("\tat picocli.");
    assertThat(run.code()).isEqualTo(ExitCode.DATA);
  }
}
