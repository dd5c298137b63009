package kindling.driver.scaling.measure;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The machines of the cluster that costs are measured on.
 *
 * @param count of them
 * @param cores of the smallest
 */
record ClusterMachines(int count, int cores) {
  /** How often each slot is asked, so that none goes unmet. */
  private static final int ROUNDS = 4;

  private record Place(String host, int cores) implements Serializable {}

  /** Those that run a task each. */
  static ClusterMachines of(JavaSparkContext spark) {
    int tasks = ROUNDS * spark.defaultParallelism();
    List<Place> places =
        spark
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .map(
                task ->
                    new Place(
                        SparkEnv.get().blockManager().blockManagerId().host(),
                        Runtime.getRuntime().availableProcessors()))
            .distinct()
            .collect();
    return new ClusterMachines(
        (int) places.stream().map(Place::host).distinct().count(),
        places.stream().mapToInt(Place::cores).min().orElseThrow());
  }
}
