package kindling.driver.cli.weights;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.evaluate.SavedNetwork;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.RunFolderException;
import kindling.model.architecture.Architecture;
import kindling.model.export.ExportedNetwork;
import kindling.model.export.Inputs;
import kindling.model.export.Outputs;
import kindling.model.onnx.OnnxWriter;
import kindling.model.torch.script.TorchScript;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling export}: writes weights and their network for other programs. */
@Command(
    name = "export",
    description =
        "Writes weights with their network as an ONNX or TorchScript file, which other programs run"
            + " without Kindling. Needs no cluster.",
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
  private static final int OK = 0;

  @Mixin private SavedNetworkOptions saved;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description = "for ONNX Runtime and others, opset " + OnnxWriter.OPSET)
  private Optional<String> onnx = Optional.empty();

  @Option(
      names = "--torch",
      paramLabel = "FILE",
      description = "for torch.jit.load of PyTorch, in Python and C++")
  private Optional<String> torch = Optional.empty();

  @Option(
      names = "--normalization",
      description = "take bytes from 0 to 255, and normalize them as the weights need it")
  private boolean normalization;

  @Option(names = "--softmax", description = "give probabilities instead of logits")
  private boolean softmax;

  @Override
  public Integer call() throws IOException {
    if (onnx.isEmpty() && torch.isEmpty()) {
      throw new ConfigurationException("expected a file to write: --onnx FILE or --torch FILE");
    }
    Storage storage = new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    Optional<Path> onnxFile = free(onnx, storage);
    Optional<Path> torchFile = free(torch, storage);
    Console console = new Terminal();
    ExportedNetwork network = network(saved.read(storage, console));
    if (onnxFile.isPresent()) {
      String version = Provenance.build().getProperty("git.build.version", "unknown");
      write("ONNX", OnnxWriter.write(network, version), onnxFile.get(), storage, network, console);
    }
    if (torchFile.isPresent()) {
      write("TorchScript", script(network), torchFile.get(), storage, network, console);
    }
    return OK;
  }

  private ExportedNetwork network(SavedNetwork network) {
    if (normalization && network.normalization().isEmpty()) {
      throw new ConfigurationException(
          "--normalization: expected weights of a run, or the constants that they were trained with,"
              + " found none; give --set data.normalization.mean=[…] and"
              + " --set data.normalization.std=[…]");
    }
    try {
      return new ExportedNetwork(
          network.architecture(),
          network.weights(),
          network.classes(),
          network.normalization(),
          normalization ? Inputs.BYTES : Inputs.NORMALIZED,
          softmax ? Outputs.PROBABILITIES : Outputs.LOGITS);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("WEIGHTS: " + e.getMessage());
    }
  }

  private static byte[] script(ExportedNetwork network) {
    try {
      return TorchScript.write(network);
    } catch (UnsupportedOperationException e) {
      throw new ConfigurationException("--torch: " + e.getMessage());
    } catch (IOException e) {
      throw new RunFolderException(
          "--torch: "
              + Storage.reason(e)
              + ". Nothing was written; make room in "
              + System.getProperty("java.io.tmpdir")
              + " and start again.");
    }
  }

  private static Optional<Path> free(Optional<String> name, Storage storage) throws IOException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Path file = storage.qualify(name.get());
    if (storage.exists(file)) {
      throw new RunFolderException(
          file + " is there already. Remove it, or name a file that is not.");
    }
    return Optional.of(file);
  }

  private static void write(
      String kind,
      byte[] content,
      Path file,
      Storage storage,
      ExportedNetwork network,
      Console console) {
    try {
      storage.writeAtomically(file, content);
    } catch (IOException e) {
      storage.discard(file);
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "cannot write %s: %s. Nothing of it is there; mend the storage or name another place.",
              file,
              Storage.reason(e)));
    }
    Architecture architecture = network.architecture();
    console.remark(
        "%s: %s, %s: %s [batch, %d, %d, %d] to %s [batch, %d]; %,d bytes, SHA-256 %s",
        kind,
        file,
        architecture.name(),
        network.inputs().title(),
        architecture.input().channels(),
        architecture.input().height(),
        architecture.input().width(),
        network.outputs().title(),
        architecture.classes(),
        content.length,
        CheckpointFiles.sha256(content));
  }
}
