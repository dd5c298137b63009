package kindling.driver.run.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import kindling.data.Normalization;
import kindling.data.source.Catalog;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.Path;

/**
 * Where weights come from: what a checkpoint's provenance.json holds. Its size does not depend on
 * the epochs before; those are in metrics.jsonl.
 *
 * @param epoch finished epochs, or 0 in a template
 * @param meanMass sum of what is weighed in the mean of the weights, 0 where there is none
 * @param soFar of the epoch after them, in a checkpoint within one
 */
public record Provenance(
    int epoch,
    Network network,
    Data data,
    Training training,
    Software software,
    Digests digests,
    double meanMass,
    EpochSoFar soFar) {

  /**
   * What is trained.
   *
   * @param parameters their number
   * @param inputShape of the images, as {@link kindling.data.ImageShape} writes itself
   */
  public record Network(String architecture, long parameters, String inputShape) {}

  /**
   * What it is trained on.
   *
   * @param digest of all examples' labels and pixels; the same however they are dealt
   * @param classes in the order of the labels
   * @param normalization of its pixels
   */
  public record Data(String digest, List<String> classes, Normalization normalization) {}

  /**
   * How it is trained.
   *
   * @param initialWeightsSha256 of the file that training started from; empty: from the seed
   * @param config every setting of the run, a {@code key = value} a line
   */
  public record Training(long seed, String initialWeightsSha256, String config) {}

  /**
   * What computes it.
   *
   * @param engine name, version and instruction set
   * @param kindling its version
   * @param commit of Kindling's source, "unknown" where it was not built from git
   */
  public record Software(
      String engine, String kindling, String commit, String java, String spark) {}

  /**
   * The SHA-256 of the checkpoint's files, and of the lines of metrics.jsonl up to it; empty where
   * there is no such file.
   */
  public record Digests(
      String weights, String optimizer, String driver, String mean, String metrics) {
    /** In a template. */
    public static final Digests NONE = new Digests("", "", "", "", "");

    private boolean whole() {
      return weights != null
          && optimizer != null
          && driver != null
          && mean != null
          && metrics != null;
    }
  }

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
        new Network(
            network.architecture().name(),
            network.architecture().parameters(),
            catalog.shape().toString()),
        new Data(datasetDigest, catalog.classes(), normalization),
        new Training(settings.seed(), initialWeightsSha256, settings.resolved().render()),
        new Software(
            network.engine().description(),
            build.getProperty("git.build.version", "unknown"),
            build.getProperty("git.commit.id.full", "unknown"),
            System.getProperty("java.version"),
            sparkVersion),
        Digests.NONE,
        0,
        EpochSoFar.NONE);
  }

  /**
   * Reads what a checkpoint wrote; nothing where a part of it is missing.
   *
   * @throws JsonProcessingException when it is not what a checkpoint writes
   * @throws RunFolderException when another version of Kindling wrote it
   */
  public static Optional<Provenance> read(String json, Path folder) throws JsonProcessingException {
    if (Json.tree(json).has("weights_sha256")) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s was written by version %s of Kindling, in a form that this version does not read."
                  + " Use that version, or start anew in another run.dir.",
              folder,
              Json.tree(json).path("kindling").asText("unknown")));
    }
    return Optional.ofNullable(Json.read(json, Provenance.class)).filter(Provenance::whole);
  }

  private boolean whole() {
    return epoch >= 0
        && network != null
        && data != null
        && data.classes != null
        && training != null
        && software != null
        && digests != null
        && digests.whole()
        && soFar != null
        && soFar.rounds() >= 0
        && soFar.training() != null
        && soFar.training().count() >= 0;
  }

  /** The same at a checkpoint. */
  Provenance at(Checkpoint checkpoint, Digests files) {
    return new Provenance(
        checkpoint.epoch(),
        network,
        data,
        training,
        software,
        files,
        checkpoint.mean().mass(),
        checkpoint.soFar());
  }

  /**
   * Refuses to go on from a checkpoint that other data or another engine gave.
   *
   * @throws RunFolderException saying what was expected and found
   */
  void checkSameComputation(Provenance found, Path folder) {
    refuse(folder, "data with the digest", data.digest, found.data.digest);
    refuse(
        folder,
        "initial weights with the SHA-256",
        training.initialWeightsSha256,
        Objects.requireNonNullElse(found.training.initialWeightsSha256, ""));
    refuse(folder, "the engine", software.engine, found.software.engine);
  }

  private static void refuse(Path folder, String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "cannot resume from %s: it was computed with %s %s, this run has %s. Resume with the"
                  + " same, or start anew in another run.dir.",
              folder,
              what,
              found,
              expected));
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
