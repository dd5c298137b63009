package kindling.model.pytorch;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.StoredZip;
import kindling.model.weights.WeightsException;

/**
 * The tensors of a file that {@code torch.save} wrote: a state dict, or a checkpoint that holds one
 * beside other plain values. Both of PyTorch's formats, the zip file of 1.6 and later and the
 * legacy sequence of pickles (Paszke et al., PyTorch: torch/serialization.py).
 *
 * <p>Nothing that a file holds is run. Storages of half, bfloat16 and double precision become
 * floats; {@code num_batches_tracked} is passed over; a prefix {@code module.} of all names, which
 * DataParallel gives, is taken off.
 */
public final class StateDict {
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final List<String> USUAL =
      List.of("state_dict", "model_state_dict", "model", "net");
  private static final String COUNTER = "num_batches_tracked";
  private static final String PREFIX = "module.";

  private StateDict() {}

  /**
   * Reads the tensors by name, in the file's order.
   *
   * @throws WeightsException if the file is damaged, or holds anything but plain values and tensors
   */
  public static Map<String, NamedTensor> read(byte[] file) {
    Object root = StoredZip.isZip(file) ? zip(file) : legacy(file);
    return tensors(stateDict(root), file.length);
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
            TypedStorage storage = storage(id, known);
            storage.fill(zip.entry(folder + "data/" + text(id, 2)));
            return storage;
          });
    }
  }

  private static Object legacy(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    Map<String, TypedStorage> known = new HashMap<>();
    Function<Unpickler.Tuple, TypedStorage> none =
        id -> {
          throw new WeightsException("PyTorch file: a storage before the state dict");
        };
    check(
        LEGACY_MAGIC.equals(Unpickler.read(in, none)),
        "expected a zip file or PyTorch's legacy magic number, found neither");
    Unpickler.read(in, none); // the protocol's version
    Unpickler.read(in, none); // the sizes of C's types where it was written
    Object root = Unpickler.read(in, id -> storage(id, known));
    if (!(Unpickler.read(in, none) instanceof List<?> keys)) {
      throw new WeightsException("PyTorch file: expected a list of storages behind the state dict");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      TypedStorage storage = known.get(String.valueOf(key));
      check(storage != null, "a storage of no tensor");
      check(in.remaining() >= Long.BYTES, "the file is cut off; copy it again");
      long size = in.getLong();
      check(
          size == storage.size(),
          "storage %s: expected %d elements, found %d".formatted(key, storage.size(), size));
      storage.fill(in);
      in.position(in.position() + (int) storage.bytes());
    }
    return root;
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
        "a storage of %d elements: more than one array holds".formatted(size));
    String key = text(id, 2);
    TypedStorage storage = known.computeIfAbsent(key, k -> new TypedStorage(type, k, (int) size));
    check(
        storage.type() == type && storage.size() == size,
        "storage %s has two types or sizes".formatted(key));
    return storage;
  }

  private static String text(Unpickler.Tuple id, int index) {
    check(
        id.values().size() > index && id.values().get(index) instanceof String,
        "a persistent id is not a storage's");
    return (String) id.values().get(index);
  }

  private static Map<?, ?> stateDict(Object root) {
    if (root instanceof Map<?, ?> map) {
      if (hasTensors(map)) {
        return map;
      }
      for (String name : USUAL) {
        if (map.get(name) instanceof Map<?, ?> inner && hasTensors(inner)) {
          return inner;
        }
      }
      throw new WeightsException(
          "PyTorch file: expected a state dict, or one under %s; found the keys %s"
              .formatted(
                  String.join(", ", USUAL),
                  map.keySet().stream()
                      .limit(20)
                      .map(String::valueOf)
                      .collect(Collectors.joining(", "))));
    }
    throw new WeightsException(
        "PyTorch file: expected a state dict, found something else. Save the weights alone:"
            + " torch.save(model.state_dict(), file)");
  }

  private static boolean hasTensors(Map<?, ?> map) {
    return map.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() instanceof String name
                    && name.contains(".")
                    && entry.getValue() instanceof StridedTensor);
  }

  private static Map<String, NamedTensor> tensors(Map<?, ?> stateDict, int fileBytes) {
    Map<String, StridedTensor> views = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    stateDict.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          if (value instanceof StridedTensor view && view.storage().type().isFloating()) {
            views.put(name, view);
          } else if (!(value instanceof StridedTensor) || !name.endsWith(COUNTER)) {
            others.add(name);
          }
        });
    check(others.isEmpty(), "expected tensors of floats, found something else: " + others);
    // Views may share storages: a small file must not become large in memory for it.
    long elements = views.values().stream().mapToLong(StridedTensor::elements).sum();
    check(
        elements <= fileBytes,
        "tensors of %d elements in a file of %d bytes".formatted(elements, fileBytes));
    boolean prefixed = views.keySet().stream().allMatch(name -> name.startsWith(PREFIX));
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    views.forEach(
        (key, view) -> {
          String name = prefixed ? key.substring(PREFIX.length()) : key;
          tensors.put(name, new NamedTensor(name, view.shape(), view.values()));
        });
    return tensors;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new WeightsException("PyTorch file: " + message);
    }
  }
}
