package kindling.driver.run.checkpoint;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import kindling.data.Normalization;
import kindling.data.source.Catalog;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.EpochMetrics;
import org.apache.hadoop.fs.Path;

/**
 * Where weights come from: what a checkpoint's provenance.json holds.
 *
 * @param config every setting of the run, a {@code key = value} a line
 * @param classes in the order of the labels
 * @param datasetDigest of all examples' labels and pixels; the same however they are dealt
 * @param epoch finished epochs, or 0 in a template
 * @param commit of Kindling's source, "unknown" where it was not built from git
 * @param initialWeightsSha256 of the file that training started from; empty: from the seed
 * @param engine name, version and instruction set
 * @param driverSha256 of driver.safetensors; empty: there is none
 * @param meanMass sum of what is weighed in the mean of the weights, 0 where there is none
 * @param soFar of the epoch after them, in a checkpoint within one
 * @param metrics of the finished epochs
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Provenance(
    int epoch,
    String architecture,
    long parameters,
    List<String> classes,
    String inputShape,
    Normalization normalization,
    String datasetDigest,
    long seed,
    String initialWeightsSha256,
    String engine,
    String config,
    String kindling,
    String commit,
    String java,
    String spark,
    String weightsSha256,
    String optimizerSha256,
    String driverSha256,
    double meanMass,
    String meanSha256,
    EpochSoFar soFar,
    List<EpochMetrics> metrics) {

  /** A template: what is the same for every checkpoint of a run. */
  public static Provenance of(
      Settings settings,
      Catalog catalog,
      NetworkSpec network,
      Normalization normalization,
      String datasetDigest,
      String initialWeightsSha256,
      String sparkVersion) {
    Properties build = build();
    return new Provenance(
        0,
        network.architecture().name(),
        network.architecture().parameters(),
        catalog.classes(),
        catalog.shape().toString(),
        normalization,
        datasetDigest,
        settings.seed(),
        initialWeightsSha256,
        network.engine().description(),
        settings.resolved().render(),
        build.getProperty("git.build.version", "unknown"),
        build.getProperty("git.commit.id.full", "unknown"),
        System.getProperty("java.version"),
        sparkVersion,
        "",
        "",
        "",
        0,
        "",
        EpochSoFar.none(catalog.classes().size()),
        List.of());
  }

  /** Whether training can go on from what it says; one that is read may lack anything. */
  boolean whole(int of) {
    return soFar != null
        && soFar.fits(of)
        && metrics != null
        && metrics.size() == epoch
        && metrics.stream()
            .allMatch(m -> m != null && m.training() != null && m.validation() != null);
  }

  /** The same at a checkpoint, with the digests of its files; empty where there is none. */
  Provenance at(
      Checkpoint checkpoint, String weights, String optimizer, String driver, String mean) {
    return new Provenance(
        checkpoint.epoch(),
        architecture,
        parameters,
        classes,
        inputShape,
        normalization,
        datasetDigest,
        seed,
        initialWeightsSha256,
        engine,
        config,
        kindling,
        commit,
        java,
        spark,
        weights,
        optimizer,
        driver,
        checkpoint.mean().mass(),
        mean,
        checkpoint.soFar(),
        checkpoint.metrics());
  }

  /**
   * Refuses to go on from a checkpoint that other data or another engine gave.
   *
   * @throws RunFolderException saying what was expected and found
   */
  void checkSameComputation(Provenance found, Path folder) {
    refuse(folder, "data with the digest", datasetDigest, found.datasetDigest);
    refuse(
        folder,
        "initial weights with the SHA-256",
        initialWeightsSha256,
        Objects.requireNonNullElse(found.initialWeightsSha256, ""));
    refuse(folder, "the engine", engine, found.engine);
  }

  private static void refuse(Path folder, String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw new RunFolderException(
          String.format(
              "cannot resume from %s: it was computed with %s %s, this run has %s. Resume with the"
                  + " same, or start anew in another run.dir.",
              folder, what, found, expected));
    }
  }

  /** Version and commit that this Kindling was built from. */
  public static Properties build() {
    Properties properties = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/kindling/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the jar's own build.properties", e);
    }
    return properties;
  }
}
