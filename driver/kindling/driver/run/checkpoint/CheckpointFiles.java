package kindling.driver.run.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LineFile;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.History;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.averaging.MeanWeights;
import kindling.model.averaging.StateLayout;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Safetensors;
import kindling.model.weights.Weights;
import kindling.model.weights.WeightsException;
import org.apache.hadoop.fs.Path;

/**
 * The files of a checkpoint: weights.safetensors, which PyTorch opens as it is;
 * optimizer.safetensors; driver.safetensors where the driver keeps something; mean.safetensors
 * where a mean of the weights is kept; and provenance.json, which holds the digests of all, and of
 * the lines of metrics.jsonl up to it, and is written last. Lives on the driver.
 */
public final class CheckpointFiles {
  /** The name of the file of weights in a checkpoint's folder. */
  public static final String WEIGHTS = "weights.safetensors";

  private static final Map<String, String> METADATA = Map.of("format", "pt");
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String DRIVER = "driver.safetensors";

  private final Storage storage;
  private final StateLayout state;
  private final Provenance provenance;

  public CheckpointFiles(Storage storage, StateLayout state, Provenance provenance) {
    this.storage = storage;
    this.state = state;
    this.provenance = provenance;
  }

  /** Writes all of its files; that with the digests comes last. */
  public void write(Checkpoint checkpoint, Path folder) throws IOException {
    byte[] weights = weights(checkpoint);
    byte[] optimizer = optimizer(checkpoint);
    storage.writeAtomically(new Path(folder, WEIGHTS), weights);
    storage.writeAtomically(new Path(folder, OPTIMIZER), optimizer);
    Provenance.Digests digests =
        new Provenance.Digests(
            sha256(weights),
            sha256(optimizer),
            writeDriver(checkpoint, folder),
            writeMean(checkpoint, folder),
            checkpoint.history().linesSha256());
    Provenance of = provenance.at(checkpoint, digests);
    storage.writeAtomically(
        new Path(folder, "provenance.json"), Json.pretty(of).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the SHA-256 of the file; empty where the driver keeps nothing and there is none. */
  private String writeDriver(Checkpoint checkpoint, Path folder) throws IOException {
    if (checkpoint.driver().vectors().isEmpty()) {
      return "";
    }
    List<NamedTensor> tensors = new ArrayList<>();
    checkpoint
        .driver()
        .vectors()
        .forEach(
            (name, vector) -> tensors.add(new NamedTensor(name, List.of(vector.length), vector)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, METADATA);
    storage.writeAtomically(new Path(folder, DRIVER), out.toByteArray());
    return sha256(out.toByteArray());
  }

  private DriverState readDriver(Provenance of, Path folder) throws IOException {
    if (of.digests().driver().isEmpty()) {
      return DriverState.NONE;
    }
    byte[] file = bytes(folder, DRIVER, of.digests().driver());
    DriverState state = DriverState.NONE;
    for (NamedTensor tensor :
        Safetensors.read(new ByteArrayInputStream(file), file.length).values()) {
      state = state.with(tensor.name(), tensor.values());
    }
    return state;
  }

  /** Writes the weights alone and returns their SHA-256. */
  public String writeWeights(Checkpoint checkpoint, Path file) throws IOException {
    byte[] weights = weights(checkpoint);
    storage.writeAtomically(file, weights);
    return sha256(weights);
  }

  /**
   * Reads a checkpoint back.
   *
   * @param metrics the run's metrics.jsonl, which holds the epochs before
   * @throws NotWhole when a file is absent, torn or altered, or the epochs before are
   * @throws RunFolderException when it was computed from other data, by another engine, or written
   *     by another version of Kindling
   */
  public Checkpoint read(Path folder, Path metrics) throws IOException {
    Provenance of = readProvenance(folder);
    byte[] weights = bytes(folder, WEIGHTS, of.digests().weights());
    byte[] optimizer = bytes(folder, OPTIMIZER, of.digests().optimizer());
    provenance.checkSameComputation(of, folder);
    float[] floats = new float[state.size()];
    try {
      float[] values = values(weights, state.weights());
      float[] optimizerValues = values(optimizer, optimizerLayout());
      System.arraycopy(values, 0, floats, 0, values.length);
      System.arraycopy(optimizerValues, 0, floats, values.length, optimizerValues.length);
    } catch (WeightsException e) {
      throw new NotWhole(e.getMessage(), e);
    }
    return new Checkpoint(
        of.epoch(),
        of.soFar(),
        floats,
        readDriver(of, folder),
        readMean(of, folder),
        history(of, metrics));
  }

  /** Whether all files of a checkpoint are there and as they were written. */
  public boolean isWhole(Path folder) throws IOException {
    try {
      Provenance of = readProvenance(folder);
      bytes(folder, WEIGHTS, of.digests().weights());
      bytes(folder, OPTIMIZER, of.digests().optimizer());
      readDriver(of, folder);
      readMean(of, folder);
      return true;
    } catch (NotWhole | RunFolderException e) {
      return false;
    }
  }

  private History history(Provenance of, Path metrics) throws IOException {
    History[] history = {History.NONE};
    if (of.epoch() > 0) {
      LineFile.read(
          metrics,
          storage,
          line -> {
            Optional<History> next = history[0].plus(line);
            next.ifPresent(longer -> history[0] = longer);
            return next.isPresent() && history[0].epochs() < of.epoch();
          });
    }
    if (history[0].epochs() != of.epoch()
        || !history[0].linesSha256().equals(of.digests().metrics())) {
      throw new NotWhole(
          String.format(
              Locale.ROOT,
              "the first %d lines of %s do not have the SHA-256 that provenance.json gives",
              of.epoch(),
              metrics.getName()),
          null);
    }
    return history[0];
  }

  /** Returns the SHA-256 of the file; empty where there is no mean. */
  private String writeMean(Checkpoint checkpoint, Path folder) throws IOException {
    if (checkpoint.mean().mass() == 0) {
      return "";
    }
    byte[] mean = encoded(new Weights(state.weights(), checkpoint.mean().values()));
    storage.writeAtomically(new Path(folder, "mean.safetensors"), mean);
    return sha256(mean);
  }

  private MeanWeights readMean(Provenance of, Path folder) throws IOException {
    if (of.meanMass() == 0) {
      return MeanWeights.NONE;
    }
    byte[] bytes = bytes(folder, "mean.safetensors", of.digests().mean());
    try {
      return new MeanWeights(of.meanMass(), values(bytes, state.weights()));
    } catch (WeightsException e) {
      throw new NotWhole(e.getMessage(), e);
    }
  }

  private Provenance readProvenance(Path folder) throws IOException {
    try {
      String json = new String(bytes(folder, "provenance.json"), StandardCharsets.UTF_8);
      return Provenance.read(json, folder)
          .orElseThrow(() -> new NotWhole("a part of provenance.json is missing", null));
    } catch (JsonProcessingException e) {
      throw new NotWhole("provenance.json is not what a checkpoint writes", e);
    }
  }

  private byte[] weights(Checkpoint checkpoint) throws IOException {
    return encoded(
        new Weights(state.weights(), Arrays.copyOf(checkpoint.state(), state.weightsSize())));
  }

  private byte[] optimizer(Checkpoint checkpoint) throws IOException {
    return encoded(
        new Weights(
            optimizerLayout(),
            Arrays.copyOfRange(checkpoint.state(), state.weightsSize(), state.size())));
  }

  private WeightsLayout optimizerLayout() {
    int size = state.optimizerSize();
    return new WeightsLayout(
        size == 0
            ? List.of()
            : List.of(new TensorSpec("optimizer.state", List.of(size), Role.WEIGHT, 0, size)),
        size,
        0);
  }

  private static byte[] encoded(Weights weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, weights, METADATA);
    return out.toByteArray();
  }

  private static float[] values(byte[] bytes, WeightsLayout layout) throws IOException {
    return Safetensors.load(new ByteArrayInputStream(bytes), bytes.length, layout).values();
  }

  private byte[] bytes(Path folder, String name, String sha256) throws IOException {
    byte[] bytes = bytes(folder, name);
    if (!sha256(bytes).equals(sha256)) {
      throw new NotWhole(name + " does not have the SHA-256 that provenance.json gives", null);
    }
    return bytes;
  }

  private byte[] bytes(Path folder, String name) throws IOException {
    try (var in = storage.open(new Path(folder, name))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new NotWhole(name + " is not there", e);
    }
  }

  /** The SHA-256 in lower-case hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A checkpoint that cannot be gone on from. */
  public static final class NotWhole extends IOException {
    private static final long serialVersionUID = 1L;

    NotWhole(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
