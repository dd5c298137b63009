package kindling.model.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * The tensors of a file that {@code torch.save} wrote: a state dict, or a checkpoint that holds one
 * beside other things.
 *
 * <p>Nothing that a file holds is run. Storages of half, bfloat16 and double precision become
 * floats; PyTorch's counters are passed over.
 *
 * @param tensors by name, in the file's order
 * @param prefix of the names of the tensors that the key means, if not all of them
 * @param remarks which of several state dicts was taken and what it holds beside weights, for
 *     people
 */
public record StateDict(
    Map<String, NamedTensor> tensors, Optional<String> prefix, List<String> remarks) {
  /** {@code n_averaged} is of AveragedModel (torch.optim.swa_utils). */
  private static final List<String> COUNTERS = List.of("num_batches_tracked", "n_averaged");

  /** As many names as a remark lists. */
  private static final int MOST_NAMES = 20;

  public StateDict {
    tensors = new LinkedHashMap<>(tensors);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads the file's state dict, of several the one under the most usual name.
   *
   * @throws WeightsException if the file is damaged, or holds none
   */
  public static StateDict read(byte[] file) {
    return read(file, Optional.empty());
  }

  /**
   * Reads a state dict.
   *
   * @param key of it in the checkpoint, or of a dict that has it, or the beginning of its tensors'
   *     names
   * @throws WeightsException also if there is none of this key, or several that none is chosen of
   */
  public static StateDict read(byte[] file, Optional<String> key) {
    SavedWeights saved = SavedWeights.of(TorchFile.read(file));
    SavedWeights.Choice choice = saved.choose(key);
    List<String> remarks = new ArrayList<>(choice.remarks());
    Map<String, StridedTensor> views = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    choice
        .values()
        .forEach(
            (name, value) -> {
              if (value instanceof StridedTensor view
                  && view.storage().type().format().isPresent()) {
                views.put(String.valueOf(name), view);
              } else if (COUNTERS.stream().noneMatch(String.valueOf(name)::endsWith)) {
                others.add(String.valueOf(name));
              }
            });
    // Views may share storages: a small file must not become large in memory for it.
    long elements = views.values().stream().mapToLong(StridedTensor::elements).sum();
    if (elements > file.length) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: tensors of %d elements in a file of %d bytes",
              elements,
              file.length));
    }
    if (!others.isEmpty()) {
      remarks.add("no tensors of floats, and passed over: " + listed(others));
    }
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    views.forEach(
        (name, view) -> tensors.put(name, new NamedTensor(name, view.shape(), view.values())));
    return new StateDict(tensors, choice.prefix(), remarks);
  }

  /** Whether a name tells of a mean over the steps of a training, which is no first choice. */
  public static boolean isAverage(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return plain.contains("ema") || plain.contains("swa") || plain.contains("average");
  }

  static String listed(List<String> names) {
    String all = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES
        ? all + String.format(Locale.ROOT, ", … (%d in all)", names.size())
        : all;
  }
}
