package kindling.driver.ml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.source.DataSettings;
import kindling.data.source.PictureDecoder;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.EngineSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.checkpoint.Provenance;
import kindling.model.architecture.Architecture;
import kindling.model.inference.TrainedNetwork;
import kindling.model.weights.Safetensors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A run's final weights with what they were trained for, as they lie in its folder: every command
 * that takes a run's folder takes the folder of a model too. On the driver.
 *
 * @param weights the bytes of final.safetensors
 * @param provenance the text of its checkpoint's provenance.json
 * @param epochs of the checkpoint
 */
record SavedNetwork(byte[] weights, String provenance, int epochs) implements Serializable {
  private static final String WEIGHTS = "final.safetensors";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String PROVENANCE = "provenance.json";

  /**
   * Reads it.
   *
   * @param folder of a finished run, or of a model
   * @throws ConfigurationException where it holds neither
   */
  static SavedNetwork read(Path folder, Storage storage) {
    try {
      byte[] weights = bytes(new Path(folder, WEIGHTS), storage);
      String newest = "";
      for (FileStatus found :
          storage.fileSystem(folder).listStatus(new Path(folder, CHECKPOINTS))) {
        Path file = new Path(found.getPath(), PROVENANCE);
        boolean later = found.getPath().getName().compareTo(newest) > 0;
        newest = later && storage.exists(file) ? found.getPath().getName() : newest;
      }
      Path file = new Path(new Path(new Path(folder, CHECKPOINTS), newest), PROVENANCE);
      String provenance = new String(bytes(file, storage), StandardCharsets.UTF_8);
      return new SavedNetwork(weights, provenance, of(provenance, file).epoch());
    } catch (IOException e) {
      throw new ConfigurationException(
          folder
              + ": expected "
              + WEIGHTS
              + " and "
              + PROVENANCE
              + " of a model, found: "
              + Storage.reason(e));
    }
  }

  private static byte[] bytes(Path file, Storage storage) throws IOException {
    try (var in = storage.open(file)) {
      return in.readAllBytes();
    }
  }

  private static Provenance of(String json, Path file) throws IOException {
    return Provenance.read(json, file).orElseThrow(() -> new IOException(file + " is not whole"));
  }

  /** Writes it into a folder. */
  void write(Path folder, Storage storage) throws IOException {
    String checkpoint = String.format(Locale.ROOT, "epoch-%04d", epochs);
    Path file = new Path(new Path(new Path(folder, CHECKPOINTS), checkpoint), PROVENANCE);
    storage.writeAtomically(file, provenance.getBytes(StandardCharsets.UTF_8));
    String config = provenanceOfRun().training().config();
    storage.writeAtomically(
        new Path(folder, "config.conf"), config.getBytes(StandardCharsets.UTF_8));
    storage.writeAtomically(new Path(folder, WEIGHTS), weights);
  }

  private Provenance provenanceOfRun() {
    try {
      return of(provenance, new Path(PROVENANCE));
    } catch (IOException e) {
      throw new IllegalStateException("it was read before", e);
    }
  }

  private Settings settings() {
    Provenance of = provenanceOfRun();
    return Settings.read(
        of.network().architecture(), ResolvedConfig.parse(of.training().config()).config());
  }

  /** What it was trained with, and computes with. */
  EngineSettings engine() {
    return settings().engine();
  }

  /** The network, ready to classify. */
  TrainedNetwork network() {
    Provenance of = provenanceOfRun();
    Settings settings = settings();
    DataSettings images = settings.input().source();
    Architecture architecture =
        settings
            .network()
            .architecture()
            .on(ImageShape.parse(of.network().inputShape()), of.data().classes().size());
    try {
      return new TrainedNetwork(
          architecture,
          Safetensors.load(new ByteArrayInputStream(weights), weights.length, architecture.layout())
              .values(),
          of.data().classes(),
          of.data().normalization(),
          images.framing(),
          new PictureDecoder(images.orientation(), images.limits()),
          settings.scoring().views());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always read", e);
    }
  }
}
