package kindling.model.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import kindling.model.weights.WeightsException;

/** The elements that tensors are views of; a legacy file holds them behind its pickles. */
final class TypedStorage {
  private final StorageType type;
  private final String key;
  private final int size;
  private ByteBuffer elements;

  /**
   * An empty storage.
   *
   * @param size in elements
   */
  TypedStorage(StorageType type, String key, int size) {
    this.type = type;
    this.key = key;
    this.size = size;
  }

  StorageType type() {
    return type;
  }

  int size() {
    return size;
  }

  long bytes() {
    return (long) size * type.bytes();
  }

  /** Takes its elements, little-endian, from the buffer's position on. */
  void fill(ByteBuffer source) {
    if (source.remaining() < bytes()) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: storage %s: expected %d bytes, found %d; copy the file again",
              key,
              bytes(),
              source.remaining()));
    }
    elements = source.slice(source.position(), (int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  float element(int index) {
    if (elements == null) {
      throw new WeightsException("PyTorch file: storage " + key + " is not in the file");
    }
    return type.format().orElseThrow().element(elements, index);
  }
}
