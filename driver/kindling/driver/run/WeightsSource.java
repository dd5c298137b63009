package kindling.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.RunFolderException;
import kindling.model.architecture.Architecture;
import kindling.model.keras.KerasWeights;
import kindling.model.onnx.ImportedNetwork;
import kindling.model.onnx.OnnxFile;
import kindling.model.pytorch.StateDict;
import kindling.model.transfer.NetworkTensors;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Safetensors;
import kindling.model.weights.WeightsException;
import org.apache.hadoop.fs.Path;

/**
 * Weights that another training left: a finished run's, or those of a safetensors, PyTorch, Keras
 * or ONNX file. Lives on the driver.
 *
 * @param file that holds them
 * @param remarks what people should know of how they were read
 * @param sha256 of the file
 * @param differences a line for each place where the file's model computes something else
 * @param provenance of a run's weights
 * @param preprocessing of the file's model
 * @param classes that they were trained on, by label: those of a run, or of the run in whose folder
 *     the file lies
 */
public record WeightsSource(
    Path file,
    Map<String, NamedTensor> tensors,
    List<String> remarks,
    List<String> differences,
    String sha256,
    Optional<Provenance> provenance,
    Optional<Normalization> preprocessing,
    Optional<List<String>> classes) {
  private static final String FINAL = "final.safetensors";
  private static final List<String> KERAS = List.of(".h5", ".hdf5", ".keras");

  /**
   * Reads weights.
   *
   * @param asked what named the place, for messages: a setting or an argument
   * @param key of the weights that are meant, where a file holds several
   * @param architecture that they are for: Keras's files tell layers by kind and order alone
   * @throws ConfigurationException where it is neither a finished run nor a whole file of weights
   * @throws RunFolderException where another version of Kindling wrote the run
   */
  public static WeightsSource read(
      String asked, String from, Optional<String> key, Architecture architecture, Storage storage) {
    try {
      Path path = existing(asked, from, storage);
      boolean run = storage.fileSystem(path).getFileStatus(path).isDirectory();
      Path file = run ? new Path(path, FINAL) : path;
      if (run && !storage.exists(file)) {
        throw wrong(asked, from, "a folder without final.safetensors; let the run finish");
      }
      byte[] bytes = bytes(file, storage);
      Read read = read(file.getName(), bytes, key, architecture);
      Optional<Provenance> provenance =
          provenance(run ? path : file.getParent(), file.getName(), storage);
      return new WeightsSource(
          file,
          read.tensors,
          read.remarks,
          read.differences,
          CheckpointFiles.sha256(bytes),
          run ? provenance : Optional.empty(),
          read.preprocessing,
          provenance.map(of -> of.data().classes()).or(() -> read.classes));
    } catch (WeightsException e) {
      throw wrong(asked, from, e.getMessage());
    } catch (IOException e) {
      throw wrong(asked, from, "it cannot be read: " + Storage.reason(e));
    }
  }

  /**
   * The run that weights are of: those in a run folder, or in one of its files or checkpoints.
   *
   * @throws ConfigurationException where there is nothing
   */
  public static Optional<Provenance> provenance(String asked, String from, Storage storage) {
    try {
      Path path = existing(asked, from, storage);
      return storage.fileSystem(path).getFileStatus(path).isDirectory()
          ? provenance(path, FINAL, storage)
          : provenance(path.getParent(), path.getName(), storage);
    } catch (IOException e) {
      throw wrong(asked, from, "it cannot be read: " + Storage.reason(e));
    }
  }

  /**
   * The network of an ONNX file; nothing for other files.
   *
   * @throws ConfigurationException where there is nothing, or what is no layer of Kindling's
   */
  public static Optional<ImportedNetwork> imported(String asked, String from, Storage storage) {
    if (!from.endsWith(OnnxFile.ENDING)) {
      return Optional.empty();
    }
    try {
      Path path = existing(asked, from, storage);
      return Optional.of(OnnxFile.read(bytes(path, storage), name(path.getName())));
    } catch (WeightsException e) {
      throw wrong(asked, from, e.getMessage());
    } catch (IOException e) {
      throw wrong(asked, from, "it cannot be read: " + Storage.reason(e));
    }
  }

  private static Path existing(String asked, String from, Storage storage) throws IOException {
    Path path = storage.qualify(from);
    if (!storage.exists(path)) {
      throw wrong(asked, from, "there is nothing");
    }
    return path;
  }

  /** That the weights were made with, where that is known. */
  public Optional<Normalization> normalization() {
    return provenance.map(of -> of.data().normalization()).or(() -> preprocessing);
  }

  private record Read(
      Map<String, NamedTensor> tensors,
      List<String> remarks,
      List<String> differences,
      Optional<Normalization> preprocessing,
      Optional<List<String>> classes) {}

  /** Of an ONNX file's network that it does not name itself. */
  private static String name(String file) {
    return file.substring(0, file.length() - OnnxFile.ENDING.length());
  }

  private static Read onnx(String name, byte[] bytes) {
    ImportedNetwork network = OnnxFile.read(bytes, name(name));
    return new Read(
        network.tensors(),
        network.remarks(),
        List.of(),
        network.normalization(),
        network.classes());
  }

  private static Read read(
      String name, byte[] bytes, Optional<String> key, Architecture architecture)
      throws IOException {
    if (name.endsWith(".safetensors")) {
      return named(
          Safetensors.read(new ByteArrayInputStream(bytes), bytes.length),
          key,
          List.of(),
          architecture);
    } else if (KERAS.stream().anyMatch(name::endsWith)) {
      if (key.isPresent()) {
        throw new WeightsException(
            "a Keras file, which holds one set of weights: leave out the key " + key.get());
      }
      KerasWeights keras = KerasWeights.read(bytes, architecture);
      return new Read(
          keras.tensors(),
          keras.remarks(),
          keras.differences(),
          keras.normalization(),
          Optional.empty());
    } else if (name.endsWith(OnnxFile.ENDING)) {
      if (key.isPresent()) {
        throw new WeightsException(
            "an ONNX file, which holds one set of weights: leave out the key " + key.get());
      }
      return onnx(name, bytes);
    }
    StateDict found = StateDict.read(bytes, key);
    return named(found.tensors(), found.prefix(), found.remarks(), architecture);
  }

  private static Read named(
      Map<String, NamedTensor> found,
      Optional<String> prefix,
      List<String> remarks,
      Architecture architecture) {
    NetworkTensors named = NetworkTensors.of(found, architecture.layout(), prefix);
    return new Read(
        named.tensors(),
        Stream.concat(remarks.stream(), named.remarks().stream()).collect(Collectors.toList()),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of the run that a folder is of, or one of its checkpoints, if the file is a run's. */
  private static Optional<Provenance> provenance(Path folder, String file, Storage storage)
      throws IOException {
    List<Path> places =
        switch (file) {
          case FINAL -> Checkpoints.newestFirst(folder, storage);
          case CheckpointFiles.WEIGHTS -> List.of(folder);
          default -> List.of();
        };
    for (Path checkpoint : places) {
      try {
        byte[] json = bytes(new Path(checkpoint, "provenance.json"), storage);
        Optional<Provenance> found =
            Provenance.read(new String(json, StandardCharsets.UTF_8), checkpoint);
        if (found.isPresent()) {
          return found;
        }
      } catch (JsonProcessingException | FileNotFoundException e) {
        // An older checkpoint says the same of what weights were made for.
        continue;
      }
    }
    return Optional.empty();
  }

  private static byte[] bytes(Path file, Storage storage) throws IOException {
    try (var in = storage.open(file)) {
      return in.readAllBytes();
    }
  }

  private static ConfigurationException wrong(String asked, String from, String found) {
    return new ConfigurationException(
        asked
            + ": expected the folder of a finished run or a file of weights at "
            + from
            + ", found: "
            + found);
  }
}
