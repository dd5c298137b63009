package kindling.driver.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kindling.driver.config.ConfigurationException;
import kindling.model.machine.NativeMemory;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens Spark with what training needs of it. Runs on the driver. */
public final class Cluster {
  private static final String SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

  private static final String COLLECTORS =
      "MarkSweepCompact,PS MarkSweep,ConcurrentMarkSweep,G1 Old Generation,G1 Concurrent GC";

  /** Of one process: its cores, and how often a task is tried. */
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(\\*|\\d{1,9})(?:,(?:\\*|\\d+))?\\])?");

  private Cluster() {}

  /**
   * Starts the Spark context that spark-submit has described.
   *
   * @param name shown in Spark's UI
   * @param master where to run when spark-submit has not said it
   * @param threads of a worker's engine: the cores of a task
   * @param console that says so when a signal ends the command
   * @throws ConfigurationException when Spark is told something that training cannot work with
   */
  public static JavaSparkContext open(String name, String master, int threads, Console console) {
    return open(new SparkConf(), name, master, threads, console);
  }

  /** The same for several runs at once, which share the executors fairly. */
  public static JavaSparkContext openShared(
      String name, String master, int threads, Console console) {
    return open(
        new SparkConf().setIfMissing("spark.scheduler.mode", "FAIR"),
        name,
        master,
        threads,
        console);
  }

  /** The same for a job that shuffles images: a stream of them is to hold on to none. */
  public static JavaSparkContext openForImages(
      String name, String master, int threads, Console console) {
    return open(
        new SparkConf().setIfMissing("spark.serializer.objectStreamReset", "1"),
        name,
        master,
        threads,
        console);
  }

  private static JavaSparkContext open(
      SparkConf conf, String name, String master, int threads, Console console) {
    conf.setAppName("kindling " + name).setIfMissing("spark.master", master);
    check(conf, threads);
    conf.set("spark.task.cpus", Integer.toString(threads));
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // A task is innocent of the executors that die under it, however often they do.
    conf.setIfMissing("spark.task.maxFailures", "16");
    conf.setIfMissing("spark.stage.maxConsecutiveAttempts", "16");
    conf.setIfMissing("spark.cleaner.periodicGC.interval", "2min");
    // Since Java 20 there is one more than Spark 3.5 knows, and it warns of that.
    conf.setIfMissing("spark.eventLog.gcMetrics.oldGenerationGarbageCollectors", COLLECTORS);
    executorLocale(conf);
    NativeMemory.ENVIRONMENT.forEach((variable, value) -> environment(conf, variable, value));
    environment(conf, "GOMP_SPINCOUNT", "20000");
    // cuBLAS gives the same bits every time only with its workspace fixed.
    environment(conf, "CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    environment(conf, "OMP_NUM_THREADS", Integer.toString(threads));
    environment(conf, "OPENBLAS_NUM_THREADS", Integer.toString(threads));
    checkLocalFolders(conf);
    JavaSparkContext spark = start(conf);
    Interruption.cancels(spark, console);
    spark.setLogLevel(conf.get("spark.log.level", "WARN"));
    return spark;
  }

  /**
   * Refuses settings of Spark's that training cannot work with.
   *
   * @param conf of an application that is to start, or runs already
   * @param threads of a worker's engine: the cores of a task
   * @throws ConfigurationException that names the setting
   */
  public static void check(SparkConf conf, int threads) {
    String serializer = conf.get("spark.serializer", SERIALIZER);
    if (!serializer.equals(SERIALIZER)) {
      throw new ConfigurationException(
          "spark.serializer: expected "
              + SERIALIZER
              + ", found "
              + serializer
              + "; Kryo 4 cannot read records on Java 17. Leave the setting out.");
    }
    String cpus = conf.get("spark.task.cpus", Integer.toString(threads));
    if (!cpus.equals(Integer.toString(threads))) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "spark.task.cpus: expected threads-per-worker, which is %d, found %s. Leave it out,"
                  + " or set threads-per-worker to the same.",
              threads,
              cpus));
    }
    checkLocalCores(conf.get("spark.master"), threads);
  }

  @SuppressWarnings("try") // silent while it is open
  private static JavaSparkContext start(SparkConf conf) {
    // Spark logs the stack trace of what it throws as well.
    try (SilencedLoggers silenced = new SilencedLoggers(SparkContext.class.getName())) {
      return new JavaSparkContext(conf) {
        @Override
        public void close() {
          Interruption.awaitTasks(this);
          super.close();
        }
      };
    } catch (Exception e) {
      // Scala throws it undeclared, where Java cannot name it in a catch.
      if (e instanceof SparkException
          || e instanceof IllegalArgumentException
          || e instanceof IOException) {
        throw new ConfigurationException("Spark does not start with these settings: " + reason(e));
      }
      throw e;
    }
  }

  private static String reason(Exception e) {
    return e instanceof FileNotFoundException
        ? e.getMessage() + ": make the folder, or set spark.eventLog.dir or spark.eventLog.enabled"
        : e.getMessage();
  }

  /** Java decodes names of files by its locale, which a service on a cluster rarely has. */
  private static void executorLocale(SparkConf conf) {
    if (Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .noneMatch(variable -> conf.contains("spark.executorEnv." + variable))) {
      environment(conf, "LC_ALL", "C.UTF-8");
    }
  }

  private static void environment(SparkConf conf, String variable, String value) {
    conf.setIfMissing("spark.executorEnv." + variable, value);
  }

  /** Spark would end the process where it can make none of them. */
  private static void checkLocalFolders(SparkConf conf) {
    String folders =
        Objects.requireNonNullElseGet(
            System.getenv("SPARK_LOCAL_DIRS"),
            () -> conf.get("spark.local.dir", System.getProperty("java.io.tmpdir")));
    boolean onYarn = conf.get("spark.master").startsWith("yarn");
    if (!onYarn && Stream.of(folders.split(",")).map(Path::of).noneMatch(Cluster::canBeWritten)) {
      throw new ConfigurationException(
          "spark.local.dir: expected a folder that can be written, found "
              + folders
              + ". Set it, or SPARK_LOCAL_DIRS in the environment, which goes before it.");
    }
  }

  private static boolean canBeWritten(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }

  /** In local mode a task that asks for more cores than there are would wait for ever. */
  private static void checkLocalCores(String master, int threads) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      return;
    }
    String cores = Objects.requireNonNullElse(local.group(1), "1");
    int available =
        cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
    if (threads > available) {
      throw new ConfigurationException(
          "threads-per-worker: expected at most the "
              + available
              + " cores of --master "
              + master
              + ", found "
              + threads);
    }
  }
}
