package kindling.model.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kindling.model.architecture.TensorSpec;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Weights;

/**
 * Named tensors put in the places of a network's, and what did not fit. Made on the driver.
 *
 * @param weights the fitting tensors' values, and fresh ones elsewhere
 * @param loaded how many tensors fitted
 * @param problems a line for each tensor that is absent, of another shape, not finite, or not the
 *     network's, and for what else does not fit
 */
public record LoadedWeights(Weights weights, int loaded, List<String> problems) {
  public LoadedWeights {
    problems = List.copyOf(problems);
  }

  /**
   * Fits tensors by their names.
   *
   * @param fresh weights, the values where nothing is taken; not changed
   * @param anew tensors that begin anew whatever is found, a new head's
   */
  public static LoadedWeights of(Weights fresh, Map<String, NamedTensor> found, Set<String> anew) {
    float[] values = fresh.values().clone();
    List<String> problems = new ArrayList<>();
    Set<String> unknown = new HashSet<>(found.keySet());
    int loaded = 0;
    for (TensorSpec tensor : fresh.layout().tensors()) {
      unknown.remove(tensor.name());
      if (anew.contains(tensor.name())) {
        continue;
      }
      NamedTensor other = found.get(tensor.name());
      String problem = problem(tensor, other);
      if (problem.isEmpty()) {
        System.arraycopy(other.values(), 0, values, tensor.offset(), tensor.size());
        loaded++;
      } else {
        problems.add(tensor.name() + ": " + problem);
      }
    }
    unknown.stream()
        .sorted()
        .map(name -> name + " " + found.get(name).shape() + ": the network has no such tensor")
        .forEach(problems::add);
    return new LoadedWeights(new Weights(fresh.layout(), values), loaded, problems);
  }

  /** The same, with more that does not fit: a line each. */
  public LoadedWeights with(List<String> differences) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(differences);
    return new LoadedWeights(weights, loaded, all);
  }

  /**
   * All that did not fit, a line each.
   *
   * @param file that was read
   * @param network that it was read for
   */
  public String mismatches(String file, String network) {
    return String.format(
        Locale.ROOT,
        "%d things of %s do not fit %s:\n  - %s",
        problems.size(),
        file,
        network,
        String.join("\n  - ", problems));
  }

  private static String problem(TensorSpec expected, NamedTensor found) {
    if (found == null) {
      return "expected " + expected.shape() + ", found nothing";
    }
    if (!found.shape().equals(expected.shape())) {
      String named = found.name().equals(expected.name()) ? "" : " in " + found.name();
      return "expected " + expected.shape() + ", found " + found.shape() + named;
    }
    for (float value : found.values()) {
      if (!Float.isFinite(value)) {
        return "expected finite values, found " + value;
      }
    }
    return "";
  }
}
