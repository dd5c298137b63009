package kindling.model.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How native memory under both engines is set up; in executors. */
public final class NativeMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * The environment of a process that trains, for glibc's allocator: page faults of its defaults
   * cost up to 40 % of a step, and huge pages, where the kernel grants them, save a little more.
   */
  public static final SortedMap<String, String> ENVIRONMENT =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1",
                  "MALLOC_ARENA_MAX", "1",
                  "MALLOC_MMAP_MAX_", "0",
                  "MALLOC_TRIM_THRESHOLD_", "-1",
                  "MALLOC_TOP_PAD_", "268435456")));

  private NativeMemory() {}

  /**
   * What is missing of {@link #ENVIRONMENT}, in words; nothing if all variables are set, to
   * whatever value.
   */
  public static Optional<String> missing(Map<String, String> environment) {
    List<String> missing =
        ENVIRONMENT.entrySet().stream()
            .filter(variable -> !environment.containsKey(variable.getKey()))
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "slower by page faults, up to 40 %: a process that trains runs without "
                + String.join(" ", missing)
                + " in its environment; scripts/kindling sets them, and spark.executorEnv does on"
                + " a cluster");
  }

  /**
   * Bytes that this process has resident outside its Java heap: the engines' tensors, libraries,
   * threads, the Java machine itself, and what else Spark calls memory overhead. A heap that is not
   * all resident makes it too low. 0 where the system does not say.
   */
  public static long outsideHeap() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      long resident =
          lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
              .findFirst()
              .orElse(0);
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
      return Math.max(0, resident - heap);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
