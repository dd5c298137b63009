package kindling.model.pytorch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names of a pickle that stand for something here. No other is looked up, and none is Java's.
 */
sealed interface Global permits Callable, StorageType {
  String pythonName();

  static Optional<Global> named(String pythonName) {
    return Stream.<Global>concat(
            Arrays.stream(Callable.values()), Arrays.stream(StorageType.values()))
        .filter(global -> global.pythonName().equals(pythonName))
        .findFirst();
  }
}
