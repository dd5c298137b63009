package kindling.driver.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import scala.Tuple2;

/**
 * The two-stage Spark job of a round: every worker's part is cut into slices, and each slice is
 * merged over the workers, in worker order, by a task of its own. The driver receives the merged
 * slices only, so its traffic does not grow with the number of workers; tasks retry one by one. The
 * job's shuffle files are removed when it ends.
 *
 * <p>A removal that is under way when Spark is closed ends with a stack trace on the terminal, so
 * it is awaited; but not between rounds, where a hung executor must not hold up the others.
 */
public final class OrderedMerge {
  private OrderedMerge() {}

  /** When the files of a job that has succeeded are gone. */
  public enum Cleaning {
    /** When the job returns. */
    AWAITED,
    /** Soon. */
    IN_BACKGROUND
  }

  /**
   * Runs the job and returns the merged slices in order. Called on the driver.
   *
   * @param work a worker's part, already cut into {@code slices} pieces; runs on executors
   * @param merge of one slice's pieces, which come in worker order; runs on executors
   */
  public static <P, R> List<R> run(
      JavaRDD<WorkerShard> shards,
      int slices,
      Function<WorkerShard, List<P>> work,
      Function<Iterator<P>, R> merge,
      Cleaning cleaning) {
    JavaRDD<R> merged =
        shards
            .flatMapToPair(
                shard -> {
                  List<P> pieces = work.call(shard);
                  List<Tuple2<Key, P>> keyed = new ArrayList<>();
                  for (int slice = 0; slice < slices; slice++) {
                    keyed.add(new Tuple2<>(new Key(slice, shard.worker()), pieces.get(slice)));
                  }
                  return keyed.iterator();
                })
            .repartitionAndSortWithinPartitions(new BySlice(slices))
            .mapPartitions(pieces -> List.of(merge.call(values(pieces))).iterator());
    boolean isAwaited = true;
    try {
      List<R> result = merged.collect();
      isAwaited = cleaning == Cleaning.AWAITED;
      return result;
    } finally {
      merged.rdd().cleanShuffleDependencies(isAwaited);
    }
  }

  private static <P> Iterator<P> values(Iterator<Tuple2<Key, P>> pieces) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pieces.hasNext();
      }

      @Override
      public P next() {
        return pieces.next()._2();
      }
    };
  }

  private record Key(int slice, int worker) implements Comparable<Key>, Serializable {
    @Override
    public int compareTo(Key other) {
      int bySlice = Integer.compare(slice, other.slice);
      return bySlice != 0 ? bySlice : Integer.compare(worker, other.worker);
    }
  }

  private static final class BySlice extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int slices;

    BySlice(int slices) {
      this.slices = slices;
    }

    @Override
    public int numPartitions() {
      return slices;
    }

    @Override
    public int getPartition(Object key) {
      return ((Key) key).slice();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BySlice && ((BySlice) other).slices == slices;
    }

    @Override
    public int hashCode() {
      return slices;
    }
  }
}
