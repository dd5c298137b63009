package kindling.model.pytorch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The names that a pickle of tensors may speak of. No other is looked up, and none is Java's. */
sealed interface Global permits Global.Callable, StorageType {
  /** What builds the objects of a state dict. */
  enum Callable implements Global {
    ORDERED_DICT("collections.OrderedDict"),
    TENSOR("torch._utils._rebuild_tensor_v2"),
    TENSOR_BEFORE_0_4("torch._utils._rebuild_tensor"),
    PARAMETER("torch._utils._rebuild_parameter");

    private final String pythonName;

    Callable(String pythonName) {
      this.pythonName = pythonName;
    }

    @Override
    public String pythonName() {
      return pythonName;
    }
  }

  String pythonName();

  static Optional<Global> named(String pythonName) {
    return Stream.<Global>concat(
            Arrays.stream(Callable.values()), Arrays.stream(StorageType.values()))
        .filter(global -> global.pythonName().equals(pythonName))
        .findFirst();
  }
}
