package kindling.model.pytorch;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import kindling.model.weights.StoredZip;
import kindling.model.weights.WeightsException;

/**
 * What a file of {@code torch.save} holds, with its storages: both of PyTorch's formats, the zip
 * file of 1.6 and later and the legacy sequence of pickles (Paszke et al., PyTorch:
 * torch/serialization.py).
 */
final class TorchFile {
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private TorchFile() {}

  /**
   * The saved value, as {@link Unpickler} gives it.
   *
   * @throws WeightsException if the file is damaged or no such file
   */
  static Object read(byte[] file) {
    return StoredZip.isZip(file) ? zip(file) : legacy(file);
  }

  private static Object zip(byte[] file) {
    try (StoredZip zip = StoredZip.open("PyTorch file", file)) {
      String pickle =
          zip.names().stream()
              .filter(name -> name.equals("data.pkl") || name.endsWith("/data.pkl"))
              .findFirst()
              .orElseThrow(
                  () -> new WeightsException("PyTorch file: a zip file without a data.pkl"));
      String folder = pickle.substring(0, pickle.length() - "data.pkl".length());
      if (zip.names().contains(folder + "byteorder")) {
        String order = StandardCharsets.UTF_8.decode(zip.entry(folder + "byteorder")).toString();
        check(order.equals("little"), "expected byteorder little, found " + order);
      }
      Map<String, TypedStorage> known = new HashMap<>();
      return Unpickler.read(
          zip.entry(pickle),
          id -> {
            if (id.values().size() > 1 && id.values().get(1) instanceof Opaque type) {
              return type;
            }
            TypedStorage storage = storage(id, known);
            storage.fill(zip.entry(folder + "data/" + text(id, 2)));
            return storage;
          });
    }
  }

  private static Object legacy(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    Map<String, TypedStorage> known = new HashMap<>();
    Function<Unpickler.Tuple, Object> none =
        id -> {
          throw new WeightsException("PyTorch file: a storage before the saved value");
        };
    check(
        LEGACY_MAGIC.equals(Unpickler.read(in, none)),
        "expected a zip file or PyTorch's legacy magic number, found neither");
    Unpickler.read(in, none); // the protocol's version
    Unpickler.read(in, none); // the sizes of C's types where it was written
    Object root = Unpickler.read(in, id -> isModule(id) ? id.values().get(1) : storage(id, known));
    if (!(Unpickler.read(in, none) instanceof List<?> keys)) {
      throw new WeightsException(
          "PyTorch file: expected a list of storages behind the saved value");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      TypedStorage storage = known.get(key instanceof String name ? name : "");
      check(storage != null, "a storage of no tensor");
      check(in.remaining() >= Long.BYTES, "the file is cut off; copy it again");
      long size = in.getLong();
      check(
          size == storage.size(),
          String.format(
              Locale.ROOT,
              "storage %s: expected %d elements, found %d",
              key,
              storage.size(),
              size));
      storage.fill(in);
      in.position(in.position() + (int) storage.bytes());
    }
    return root;
  }

  /** ('module', class, file, source): a class of a module that was saved whole. */
  private static boolean isModule(Unpickler.Tuple id) {
    return id.values().size() == 4
        && id.values().get(0).equals("module")
        && id.values().get(1) instanceof Opaque;
  }

  /** The storage of ('storage', type, key, device, elements, …). */
  private static TypedStorage storage(Unpickler.Tuple id, Map<String, TypedStorage> known) {
    check(
        id.values().size() >= 5
            && id.values().get(0).equals("storage")
            && id.values().get(1) instanceof StorageType
            && id.values().get(4) instanceof Long,
        "a persistent id is not a storage's");
    StorageType type = (StorageType) id.values().get(1);
    long size = (Long) id.values().get(4);
    check(
        size >= 0 && size <= Integer.MAX_VALUE / type.bytes(),
        String.format(Locale.ROOT, "a storage of %d elements: more than one array holds", size));
    String key = text(id, 2);
    TypedStorage storage = known.computeIfAbsent(key, k -> new TypedStorage(type, k, (int) size));
    check(
        storage.type() == type && storage.size() == size,
        String.format(Locale.ROOT, "storage %s has two types or sizes", key));
    return storage;
  }

  private static String text(Unpickler.Tuple id, int index) {
    check(
        id.values().size() > index && id.values().get(index) instanceof String,
        "a persistent id is not a storage's");
    return (String) id.values().get(index);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new WeightsException("PyTorch file: " + message);
    }
  }
}
