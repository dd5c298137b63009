package kindling.model.torch.script;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.model.architecture.TensorSpec;
import kindling.model.export.ExportedNetwork;
import kindling.model.torch.TorchLibrary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes a network as a TorchScript file, which {@code torch.jit.load} runs: a module whose tensors
 * have the network's names, in evaluation mode. Names of classes are in it as the extra file
 * {@value #CLASSES}, a list in JSON.
 */
@SuppressWarnings("try") // the scope is opened for what it frees, not to be read
public final class TorchScript {
  /** The extra file with the names of the classes. */
  public static final String CLASSES = "classes.json";

  private final CompilationUnit unit = new CompilationUnit();
  private int modules;

  private TorchScript() {}

  /**
   * The bytes of the file.
   *
   * @throws IOException where the temporary file that libtorch writes cannot be written
   * @throws UnsupportedOperationException where libtorch does not load; the message says why
   */
  public static byte[] write(ExportedNetwork network) throws IOException {
    TorchLibrary.load();
    Path folder = Files.createTempDirectory("kindling-export");
    // The name is in the file too.
    Path file = folder.resolve("network.pt");
    try (PointerScope memory = new PointerScope()) {
      new TorchScript().save(network, file);
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private void save(ExportedNetwork network, Path file) throws IOException {
    Modules tree = new Modules();
    for (TensorSpec tensor : network.architecture().layout().tensors()) {
      tree.put(tensor);
    }
    JitModule module = module(tree, network.weights());
    module.define(Program.of(network));
    module.eval();
    ExtraFilesMap extra = new ExtraFilesMap();
    if (network.classes().isPresent()) {
      List<String> names = network.classes().get();
      extra.put(
          new BytePointer(CLASSES, StandardCharsets.UTF_8),
          new BytePointer(new JsonMapper().writeValueAsString(names), StandardCharsets.UTF_8));
    }
    try {
      module.save(file.toString(), extra);
    } catch (RuntimeException e) {
      throw new IOException(
          "libtorch cannot write " + file + ": " + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  /** Tensors and modules by their names in one module. */
  private record Modules(Map<String, TensorSpec> tensors, Map<String, Modules> modules) {
    Modules() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    void put(TensorSpec tensor) {
      String[] path = tensor.name().split("\\.", -1);
      Modules at = this;
      for (int i = 0; i < path.length - 1; i++) {
        at = at.modules.computeIfAbsent(path[i], name -> new Modules());
      }
      at.tensors.put(path[path.length - 1], tensor);
    }
  }

  private JitModule module(Modules tree, float[] weights) {
    String name = modules == 0 ? "Network" : "Module" + modules;
    modules++;
    JitModule module = new JitModule(new QualifiedName("__torch__.kindling." + name), unit, false);
    // Python's eval() and train() set it.
    IValue no = new IValue(false);
    module.register_attribute("training", new Type.TypePtr(BoolType.get().get()), no);
    tree.tensors.forEach(
        (attribute, tensor) -> {
          Tensor values = values(tensor, weights);
          if (tensor.role().isBuffer()) {
            module.register_buffer(attribute, values);
          } else {
            module.register_parameter(attribute, values, false);
          }
        });
    tree.modules.forEach((child, own) -> module.register_module(child, module(own, weights)));
    return module;
  }

  private static Tensor values(TensorSpec tensor, float[] weights) {
    float[] own = Arrays.copyOfRange(weights, tensor.offset(), tensor.end());
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    // A copy: the memory of the pointer is not the tensor's.
    return torch.from_blob(new FloatPointer(own), shape).clone();
  }
}
