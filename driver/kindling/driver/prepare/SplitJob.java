package kindling.driver.prepare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import kindling.data.Batches;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * The Spark job that writes shards of a split: ranges of the source are read, image by image, and
 * shuffled to the shards, which are sorted into their order and written. Lives on the driver.
 */
record SplitJob(
    JavaSparkContext spark, PreparedSplit split, ImageReading reading, ShardWriting writing) {
  private static final int IMAGES_OF_A_PART = 64;
  private static final int PARTS_OF_A_CORE = 4;
  private static final long POLLING_MILLIS = 200;

  /**
   * Writes the shards of these numbers.
   *
   * @param pace told how many images and bytes have been read so far
   */
  List<WrittenShard> write(List<Integer> shards, Pace pace) throws Exception {
    ShardPartitioner partitioner = ShardPartitioner.of(split, shards);
    List<ImageReading.Part> parts = parts(partitioner);
    List<String> names = shards.stream().map(split::file).toList();
    LongAccumulator images = spark.sc().longAccumulator();
    LongAccumulator bytes = spark.sc().longAccumulator();
    spark.setJobDescription(
        String.format(Locale.ROOT, "preparing %,d shards of %s", shards.size(), split.name()));
    ImageReading from = reading;
    ShardWriting to = writing;
    JavaRDD<WrittenShard> written =
        spark
            .parallelize(parts, parts.size())
            .flatMapToPair(part -> counted(from.read(part), images, bytes))
            .repartitionAndSortWithinPartitions(partitioner)
            .mapPartitionsWithIndex(
                (index, sorted) ->
                    Collections.singleton(to.write(names.get(index), sorted)).iterator(),
                false);
    return awaited(written.collectAsync(), images, bytes, pace);
  }

  /** How far reading is. */
  interface Pace {
    void at(long images, long bytes);
  }

  private static Iterator<Tuple2<Integer, ReadImage>> counted(
      Iterator<Tuple2<Integer, ReadImage>> read, LongAccumulator images, LongAccumulator bytes) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return read.hasNext();
      }

      @Override
      public Tuple2<Integer, ReadImage> next() {
        Tuple2<Integer, ReadImage> next = read.next();
        images.add(1);
        bytes.add(next._2().bytes() == null ? 0 : next._2().bytes().length);
        return next;
      }
    };
  }

  private static List<WrittenShard> awaited(
      JavaFutureAction<List<WrittenShard>> action,
      LongAccumulator images,
      LongAccumulator bytes,
      Pace pace)
      throws Exception {
    while (true) {
      try {
        return action.get(POLLING_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        pace.at(images.value(), bytes.value());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /** Ranges of the examples that are in the shards, in the order of the source. */
  private List<ImageReading.Part> parts(ShardPartitioner partitioner) {
    int[] wanted =
        IntStream.range(0, split.examples().size())
            .filter(i -> partitioner.takes(split.positions()[i]))
            .toArray();
    int count =
        Math.min(
            Batches.count(wanted.length, IMAGES_OF_A_PART),
            PARTS_OF_A_CORE * spark.defaultParallelism());
    List<ImageReading.Part> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = Batches.start(wanted.length, count, part);
      int to = Batches.start(wanted.length, count, part + 1);
      List<Example> examples = new ArrayList<>();
      for (int i = from; i < to; i++) {
        examples.add(split.examples().get(wanted[i]));
      }
      int[] positions = IntStream.range(from, to).map(i -> split.positions()[wanted[i]]).toArray();
      parts.add(new ImageReading.Part(Examples.of(examples), positions));
    }
    return parts;
  }
}
