package kindling.driver.evaluate;

import java.util.List;
import java.util.Optional;
import kindling.data.DataException;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.driver.cluster.AgreedEngine;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.cluster.memory.EngineMemory;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.Dataset;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.dataset.SparkDirectories;
import kindling.driver.dataset.Split;
import kindling.driver.dataset.cache.FirstPass;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.architecture.Architecture;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Settings met by the data and the cluster: what a run, an evaluation and a search for rates begin
 * from. Lives on the driver.
 *
 * @param request of the engine, on the device that tasks have
 * @param architecture for the catalog's images and classes
 * @param data of this run and of others
 */
public record Session(
    JavaSparkContext spark,
    Settings settings,
    Storage storage,
    Catalog catalog,
    EngineRequest request,
    Architecture architecture,
    SharedData data,
    Console console) {

  /**
   * Lists the data, and fits the network to them.
   *
   * @throws DataException when the data cannot be listed
   * @throws ConfigurationException when the network cannot take them
   */
  public static Session open(
      JavaSparkContext spark, Settings settings, SharedData data, Console console) {
    Storage storage = new Storage(spark.hadoopConfiguration());
    Catalog catalog = Catalog.open(settings.input().source(), storage, new SparkDirectories(spark));
    return new Session(
        spark,
        settings,
        storage,
        catalog,
        settings.engine().request().on(AssignedGpu.device(spark.getConf())),
        settings.network().on(catalog, settings.update().optimizer()),
        data,
        console);
  }

  /**
   * The same with as many training examples of each class as the settings ask for.
   *
   * @throws ConfigurationException when the network cannot be trained at the sizes asked for
   */
  public Session forTraining() {
    settings.input().sizes().check(architecture);
    return new Session(
        spark,
        settings,
        storage,
        catalog.withExamplesPerClass(settings.input().examplesPerClass(), settings.seed()),
        request,
        architecture,
        data,
        console);
  }

  /**
   * The same for a network that knows these classes, which the data's are matched with by name.
   *
   * @param classes every class of the data, in any order, and maybe more
   */
  Session withClasses(List<String> classes) {
    Catalog matched = catalog.withClasses(classes);
    return new Session(
        spark,
        settings,
        storage,
        matched,
        request,
        settings.network().on(matched, settings.update().optimizer()),
        data,
        console);
  }

  /**
   * Reads all splits into the executors, unless another run has, and says how that went. They stay
   * there until {@link #release}.
   *
   * @throws DataException when a split cannot be used
   */
  public Dataset dataset() {
    return dataset(FirstPass.NONE);
  }

  /**
   * The same, of which an earlier start has found something already.
   *
   * @throws DataException likewise
   */
  public Dataset dataset(FirstPass known) {
    Dataset dataset =
        data.open(
            settings,
            request,
            () -> Dataset.read(spark, catalog, storage, settings, request, known));
    dataset.report(catalog).lines().forEach(line -> console.remark("%s", line));
    Optional<String> cache = dataset.cache();
    cache.ifPresent(line -> console.remark("%s", line));
    if (cache.isEmpty() && settings.input().cache().kind() == CacheSettings.Kind.ENCODED) {
      console.warn("data.cache = encoded has no effect: these images are no files, but pixels");
    }
    dataset.warnings().forEach(console::warn);
    return dataset;
  }

  /** This run is done with the dataset. */
  public void release(Dataset dataset) {
    data.release(dataset);
  }

  /**
   * Reads one split, to be scored.
   *
   * @throws DataException when it cannot be used
   */
  ShardedSplit split(Split split) {
    return Dataset.read(spark, catalog, split, storage, settings, request);
  }

  /**
   * The network on the engine that the executors which read the split agree on.
   *
   * @throws ConfigurationException if one cannot do what was asked for, or two differ
   */
  NetworkSpec scored(ShardedSplit split) {
    List<EngineOffer> offers =
        split.reports().stream().map(ShardReport::engine).distinct().toList();
    return new NetworkSpec(
        architecture,
        new EngineSpec(
            request, AgreedEngine.of(offers, console), settings.engine().threadsPerWorker()));
  }

  /**
   * The same for training, which is held to the memory that a process is granted.
   *
   * @throws ConfigurationException likewise, or where that memory is too small
   */
  public NetworkSpec trained(Dataset dataset) {
    List<EngineOffer> offers = dataset.offers();
    String agreed = AgreedEngine.of(offers, console);
    long memory =
        EngineMemory.of(spark, settings, architecture, offers.get(0).engine()).check(console);
    return new NetworkSpec(
        architecture,
        new EngineSpec(request, agreed, settings.engine().threadsPerWorker(), memory));
  }

  /**
   * How examples become batches.
   *
   * @throws ConfigurationException where the normalization does not fit the images
   */
  public BatchSpec batches(Normalization normalization) {
    return BatchSpec.of(
        settings, normalization, architecture.input().channels(), catalog.trainingCounts());
  }
}
