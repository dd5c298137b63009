package kindling.driver.cluster;

import java.io.File;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures;
import kindling.model.machine.NativeMemory;
import kindling.model.machine.ProcessorCaches;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a process that trains needs of its machine, looked at on that machine.
 *
 * @param place the process: an executor and its host, or this one
 */
public record Diagnosis(String place, List<Finding> findings) implements Serializable {
  private static final List<Integer> JAVA = List.of(17, 21);
  private static final String SPARK = "3.5";
  private static final double LEAST_DISK_GB = 2;
  private static final double LEAST_MEMORY_GB = 4;
  private static final int TASKS_PER_SLOT = 8;

  /** Of this process. */
  public static Diagnosis here(String place) {
    List<Finding> findings = new ArrayList<>(List.of(java(), spark()));
    findings.add(processor());
    findings.add(engine());
    findings.add(allocator());
    findings.add(locale());
    findings.add(disk());
    findings.add(memory());
    return new Diagnosis(place, findings);
  }

  /** Of each executor that takes a task, by its number. */
  public static List<Diagnosis> executors(JavaSparkContext spark) {
    int tasks = TASKS_PER_SLOT * spark.defaultParallelism();
    Map<String, Diagnosis> found = new TreeMap<>();
    spark
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> here(executor()))
        .collect()
        .forEach(diagnosis -> found.put(diagnosis.place(), diagnosis));
    return List.copyOf(found.values());
  }

  private static String executor() {
    SparkEnv env = SparkEnv.get();
    return "executor " + env.executorId() + " on " + env.blockManager().blockManagerId().host();
  }

  private static Finding java() {
    return Finding.of(
        "Java",
        Runtime.version() + " in " + System.getProperty("java.home"),
        JAVA.contains(Runtime.version().feature()),
        "expected Java 17 or 21: install one and set JAVA_HOME");
  }

  private static Finding spark() {
    String version = SparkContext.class.getPackage().getImplementationVersion();
    return Finding.of(
        "Spark",
        version == null ? "of unknown version" : version,
        version == null || version.startsWith(SPARK),
        "expected Spark 3.5: leave SPARK_HOME out, or let it name such a distribution");
  }

  private static Finding processor() {
    CpuFeatures features = CpuFeatures.detect(CpuFeatures.ALL);
    String found =
        lower(features.present())
            + ", bfloat16 "
            + lower(features.bfloat16())
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors";
    return Finding.of(
        "processor",
        found,
        !ProcessorCaches.hidden(),
        "this machine hides the sizes of its caches, so that libtorch is limited to AVX: let the"
            + " virtual machine show them");
  }

  private static Finding engine() {
    EngineOffer offer = Engines.named(new EngineRequest(Engines.Choice.AUTO, Precision.AUTO));
    return offer.refused()
        ? new Finding("engine", "none", offer.description())
        : new Finding("engine", offer.description(), "");
  }

  private static Finding allocator() {
    return NativeMemory.missing(System.getenv())
        .map(missing -> new Finding("allocator", "glibc's defaults", missing))
        .orElseGet(() -> new Finding("allocator", "set up", ""));
  }

  private static Finding locale() {
    String encoding = System.getProperty("sun.jnu.encoding", "unknown");
    return Finding.of(
        "locale",
        "names of files in " + encoding,
        encoding.equals("UTF-8"),
        "files with other letters cannot be opened: LC_ALL=C.UTF-8 in the environment, and"
            + " spark.executorEnv.LC_ALL=C.UTF-8 for executors");
  }

  private static Finding disk() {
    String folders = System.getenv("SPARK_LOCAL_DIRS");
    double free =
        Stream.of((folders == null ? System.getProperty("java.io.tmpdir") : folders).split(","))
            .mapToDouble(folder -> gigabytes(new File(folder).getUsableSpace()))
            .max()
            .orElse(0);
    return Finding.of(
        "disk",
        String.format(Locale.ROOT, "%.1f GB free for Spark's files", free),
        free >= LEAST_DISK_GB,
        "make room for 2 GB, or name another folder in SPARK_LOCAL_DIRS");
  }

  private static Finding memory() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double all = gigabytes(system.getTotalMemorySize());
    return Finding.of(
        "memory",
        String.format(
            Locale.ROOT,
            "%.1f GB, %.1f GB of it free, heap of at most %.1f GB",
            all,
            gigabytes(system.getFreeMemorySize()),
            gigabytes(Runtime.getRuntime().maxMemory())),
        all >= LEAST_MEMORY_GB,
        "networks take memory outside the heap: expected 4 GB in all");
  }

  private static double gigabytes(long bytes) {
    return bytes / 1e9;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
