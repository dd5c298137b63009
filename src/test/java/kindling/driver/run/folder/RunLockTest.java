package kindling.driver.run.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.Storage;
import kindling.driver.fixtures.FullDisk;
import kindling.driver.fixtures.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One driver at a time is at work in a run folder, on HDFS as on a local disk. */
class RunLockTest {
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir static java.nio.file.Path folder;
  private static MiniDFSCluster hdfs;
  private static Storage storage;
  private static int folders;

  @BeforeAll
  static void startHdfs() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    storage = new Storage(hdfs.getFileSystem().getConf());
  }

  @AfterAll
  static void stopHdfs() {
    hdfs.shutdown();
  }

  private static List<Path> roots() {
    folders++;
    return List.of(
        new Path(hdfs.getURI() + "/runs/" + folders),
        new Path(folder.resolve("run" + folders).toUri()));
  }

  private static LockHolder elsewhere(String token) {
    return new LockHolder(token, "another-host", "another boot", 7, "9");
  }

  private static void leave(Path root, LockHolder holder) throws IOException {
    byte[] lock = Json.line(holder).getBytes(StandardCharsets.UTF_8);
    assertThat(storage.createNew(new Path(root, "lock.json"), lock)).isTrue();
  }

  @Test
  void aFreeFolderIsTakenAndGivenBack() throws IOException {
    for (Path root : roots()) {
      for (int i = 0; i < 2; i++) {
        try (RunLock lock = RunLock.take(root, storage)) {
          lock.check();
          assertThatThrownBy(() -> RunLock.take(root, storage))
              .isInstanceOf(RunFolderException.class)
              .hasMessageContaining("in use by the driver with process number");
        }
        assertThat(storage.exists(new Path(root, "lock.json"))).isFalse();
      }
    }
  }

  @Test
  void aDeadDriverOnThisHostIsFollowedAtOnce() throws IOException {
    for (Path root : roots()) {
      LockHolder self = LockHolder.here();
      leave(root, new LockHolder("old", self.host(), self.processes(), self.process(), "1"));
      try (RunLock lock = RunLock.take(root, storage, self, BEAT, LONG)) {
        lock.check();
      }
      assertThat(storage.fileSystem(root).listStatus(root)).isEmpty();
    }
  }

  @Test
  void aDriverElsewhereThatShowsNoSignOfLifeIsFollowed() throws IOException {
    for (Path root : roots()) {
      leave(root, elsewhere("dead"));
      try (RunLock lock =
          RunLock.take(root, storage, LockHolder.here(), BEAT, BEAT.multipliedBy(10))) {
        lock.check();
      }
    }
  }

  @Test
  void aDriverElsewhereThatLivesIsRespected() throws IOException {
    for (Path root : roots()) {
      try (RunLock living = RunLock.take(root, storage, elsewhere("alive"), BEAT, LONG)) {
        assertThatThrownBy(() -> RunLock.take(root, storage, LockHolder.here(), BEAT, LONG))
            .isInstanceOf(RunFolderException.class)
            .hasMessageContaining("on another-host");
        living.check();
      }
    }
  }

  @Test
  void aDriverThatWasTakenForDeadWritesNoMore() throws IOException {
    for (Path root : roots()) {
      try (RunLock slow = RunLock.take(root, storage, LockHolder.here(), LONG, LONG)) {
        storage.writeAtomically(
            new Path(root, "lock.json"),
            Json.line(elsewhere("new")).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(slow::check)
            .isInstanceOf(RunFolderException.class)
            .hasMessageContaining("taken over from this driver")
            .hasMessageContaining("another-host");
      }
      assertThat(holder(root)).isEqualTo(elsewhere("new"));
    }
  }

  @Test
  void theBeatsOfADriverThatWasTakenForDeadLeaveTheOthersLockAlone() throws Exception {
    for (Path root : roots()) {
      try (RunLock slow = RunLock.take(root, storage, LockHolder.here(), BEAT, LONG)) {
        Thread beating;
        synchronized (slow) {
          beating = waitingFor(slow);
          storage.writeAtomically(
              new Path(root, "lock.json"),
              Json.line(elsewhere("new")).getBytes(StandardCharsets.UTF_8));
        }
        beating.join();
        assertThat(holder(root)).isEqualTo(elsewhere("new"));
      }
      assertThat(holder(root)).isEqualTo(elsewhere("new"));
    }
  }

  @Test
  void aBeatThatWaitedWhileTheFolderWasGivenFreeDoesNotClaimItAgain() throws Exception {
    for (Path root : roots()) {
      RunLock lock = RunLock.take(root, storage, LockHolder.here(), BEAT, LONG);
      Thread beating;
      synchronized (lock) {
        beating = waitingFor(lock);
        lock.close();
      }
      beating.join();
      assertThat(storage.exists(new Path(root, "lock.json"))).isFalse();
    }
  }

  /** The thread of a lock's beats, as soon as it waits for this thread to let go of the lock. */
  private static Thread waitingFor(RunLock lock) {
    assertThat(Thread.holdsLock(lock)).isTrue();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (true) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        ThreadInfo info = threads.getThreadInfo(thread.getId());
        if (info != null
            && info.getThreadState() == Thread.State.BLOCKED
            && info.getLockInfo() != null
            && info.getLockInfo().getIdentityHashCode() == System.identityHashCode(lock)) {
          return thread;
        }
      }
      Thread.onSpinWait();
    }
  }

  private static LockHolder holder(Path root) throws IOException {
    try (var in = storage.open(new Path(root, "lock.json"))) {
      return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), LockHolder.class);
    }
  }

  /** As Hadoop's local file system says that a disk is full, on which nothing can be written. */
  @Test
  void aFullDiskStopsNoSignsOfLife() throws Exception {
    Storage full = new Storage(FullDisk.configuration());
    Path root = roots().get(1);
    try (RunLock lock = RunLock.take(root, full, elsewhere("alive"), BEAT, LONG)) {
      FullDisk.fullFor(name -> true);
      assertThatThrownBy(() -> full.writeAtomically(new Path(root, "file"), new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> RunLock.take(root, storage, LockHolder.here(), BEAT, LONG))
            .hasMessageContaining("is in use by");
      }
      lock.check();
    } finally {
      FullDisk.empty();
    }
    assertThat(storage.fileSystem(root).exists(new Path(root, "lock.json"))).isFalse();
  }

  @Test
  void aSignOfLifeThatFailsIsMadeUpForByTheNext() throws Exception {
    Storage failing = new Storage(FullDisk.configuration());
    Path root = roots().get(1);
    try (RunLock lock = RunLock.take(root, failing, elsewhere("alive"), BEAT, LONG)) {
      FullDisk.FAILING_TIMES.set(3);
      while (FullDisk.FAILING_TIMES.get() > 0) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> RunLock.take(root, storage, LockHolder.here(), BEAT, LONG))
          .hasMessageContaining("is in use by");
      lock.check();
    }
  }

  /** In an object store two may create one lock: who has written last goes on. */
  @Test
  void whereCreationIsNotExclusiveALockThatWasOverwrittenIsGivenUp() throws Exception {
    Storage store = new Storage(ObjectStore.configuration());
    Path root = new Path("store://" + folder.resolve("objects").toUri().getPath());
    assertThat(store.createsExclusively(root)).isFalse();
    LockHolder faster = LockHolder.here();
    java.nio.file.Path file = folder.resolve("objects/lock.json");
    ObjectStore.afterCreation(
        path -> {
          try {
            java.nio.file.Files.writeString(file, Json.line(faster));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    try {
      assertThatThrownBy(() -> RunLock.take(root, store, elsewhere("slower"), BEAT, LONG))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("is in use by the driver with process number " + faster.process());
      assertThat(java.nio.file.Files.readString(file)).isEqualTo(Json.line(faster));
    } finally {
      ObjectStore.afterCreation(path -> {});
    }
  }

  @Test
  void whereATimeCannotBeMovedALockIsWrittenAgain() throws Exception {
    Storage store = new Storage(ObjectStore.configuration());
    Path root = new Path("store://" + folder.resolve("written-again").toUri().getPath());
    try (RunLock living = RunLock.take(root, store, elsewhere("alive"), BEAT, LONG)) {
      assertThatThrownBy(() -> RunLock.take(root, store, LockHolder.here(), BEAT, LONG))
          .hasMessageContaining("is in use by");
      living.check();
    }
  }

  @Test
  void aLockThatCannotBeRemovedFailsNoFinishedRun() throws IOException {
    Path root = roots().get(0);
    hdfs.getFileSystem().mkdirs(root);
    LockHolder dead = elsewhere("finished");
    try (RunLock lock = RunLock.take(root, storage, dead, LONG, LONG)) {
      lock.check();
      hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_ENTER);
    } finally {
      hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
    }
    assertThat(holder(root)).isEqualTo(dead);
    try (RunLock next =
        RunLock.take(root, storage, LockHolder.here(), BEAT, BEAT.multipliedBy(10))) {
      next.check();
    }
  }

  @Test
  void oneOfManyFollowsTheDead() throws Exception {
    for (Path root : roots()) {
      leave(root, elsewhere("dead"));
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Callable<RunLock>> newcomers =
          IntStream.range(0, 8)
              .<Callable<RunLock>>mapToObj(
                  i ->
                      () ->
                          RunLock.take(
                              root, storage, elsewhere("new-" + i), SLOW, SLOW.multipliedBy(2)))
              .collect(Collectors.toList());
      int winners = 0;
      for (Future<RunLock> newcomer : threads.invokeAll(newcomers)) {
        try (RunLock lock = newcomer.get()) {
          lock.check();
          winners++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(RunFolderException.class);
        }
      }
      threads.shutdown();
      assertThat(winners).isEqualTo(1);
    }
  }

  @Test
  void aFolderInTheLocksPlaceIsNamed() throws IOException {
    for (Path root : roots()) {
      storage.fileSystem(root).mkdirs(new Path(root, "lock.json"));
      assertThatThrownBy(() -> RunLock.take(root, storage))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("lock.json is a folder");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    java.nio.file.Path file = java.nio.file.Files.createFile(folder.resolve("a-file"));
    assertThatThrownBy(() -> RunLock.take(new Path(file.toUri()), storage))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("cannot write to the run folder")
        .hasMessageContaining("a-file");
  }
}
