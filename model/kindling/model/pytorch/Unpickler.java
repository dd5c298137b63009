package kindling.model.pytorch;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kindling.model.weights.WeightsException;

/**
 * Reads a pickle of plain values and tensors (the opcodes of protocols 2 to 4 that {@code
 * torch.save} writes). Nothing is looked up or run but what {@link Global} lists; memory stays in
 * proportion to the bytes read.
 *
 * <p>Values become String, Long, BigInteger, Double, Boolean, {@link List}, {@link Map}, {@link
 * Tuple}, {@link TypedStorage} and {@link StridedTensor}; None becomes {@link #NONE}.
 */
final class Unpickler {
  /** A tuple; a class of its own, because only tuples are arguments. */
  record Tuple(List<Object> values) {}

  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final Function<Tuple, TypedStorage> storages;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(ByteBuffer in, Function<Tuple, TypedStorage> storages) {
    this.in = in;
    this.storages = storages;
  }

  /**
   * Reads one pickle, from the buffer's position to behind its end.
   *
   * @param storages what a persistent id stands for
   * @throws WeightsException if it is cut off, damaged or holds anything else
   */
  static Object read(ByteBuffer in, Function<Tuple, TypedStorage> storages) {
    ByteBuffer littleEndian = in.order(ByteOrder.LITTLE_ENDIAN);
    try {
      return new Unpickler(littleEndian, storages).read();
    } catch (BufferUnderflowException e) {
      throw new WeightsException("PyTorch file: the pickle is cut off; copy the file again", e);
    }
  }

  private Object read() {
    while (true) {
      int at = in.position();
      int opcode = in.get() & 0xFF;
      if (opcode == '.') {
        return pop();
      }
      step(opcode, at);
    }
  }

  private void step(int opcode, int at) {
    switch (opcode) {
      case 0x80 -> in.get(); // PROTO
      case 0x95 -> in.getLong(); // FRAME
      case '(' -> stack.push(MARK);
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.getInt());
      case 'K' -> stack.push((long) (in.get() & 0xFF));
      case 'M' -> stack.push((long) (in.getShort() & 0xFFFF));
      case 0x8A -> stack.push(integer(bytes(in.get() & 0xFF)));
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X', 'T' -> stack.push(text(in.getInt()));
      case 'U', 0x8C -> stack.push(text(in.get() & 0xFF));
      case ')' -> stack.push(new Tuple(List.of()));
      case 't' -> stack.push(new Tuple(toMark()));
      case 0x85 -> stack.push(new Tuple(last(1)));
      case 0x86 -> stack.push(new Tuple(last(2)));
      case 0x87 -> stack.push(new Tuple(last(3)));
      case ']' -> stack.push(new ArrayList<>());
      case 'a' -> append(last(1));
      case 'e' -> append(toMark());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 's' -> put(last(2));
      case 'u' -> put(toMark());
      case 'q' -> memo.put(in.get() & 0xFF, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> stack.push(memoized(in.get() & 0xFF));
      case 'j' -> stack.push(memoized(in.getInt()));
      case 'c' -> stack.push(global(line() + "." + line()));
      case 0x93 -> {
        List<Object> names = last(2);
        stack.push(global(as(String.class, names.get(0)) + "." + as(String.class, names.get(1))));
      }
      case 'Q' -> stack.push(storages.apply(as(Tuple.class, pop())));
      case 'R' -> {
        Tuple arguments = as(Tuple.class, pop());
        stack.push(call(as(Global.class, pop()), arguments.values()));
      }
      case 'b' -> pop(); // BUILD: an OrderedDict's _metadata, of no use here
      default ->
          throw new WeightsException(
              "PyTorch file: expected what torch.save writes for tensors, found the pickle opcode"
                  + " 0x%02x at byte %d".formatted(opcode, at));
    }
  }

  private static Global global(String name) {
    return Global.named(name)
        .orElseThrow(
            () ->
                new WeightsException(
                    "PyTorch file: expected tensors alone, found %s, which is not run. Save the"
                            .formatted(name)
                        + " weights alone: torch.save(model.state_dict(), file)"));
  }

  private static Object call(Global global, List<Object> arguments) {
    if (global == Global.Callable.ORDERED_DICT) {
      return dictionary(arguments);
    } else if (global == Global.Callable.PARAMETER && !arguments.isEmpty()) {
      return as(StridedTensor.class, arguments.get(0));
    } else if (global instanceof Global.Callable && arguments.size() >= 4) {
      return new StridedTensor(
          as(TypedStorage.class, arguments.get(0)),
          as(Long.class, arguments.get(1)),
          sizes(arguments.get(2)),
          sizes(arguments.get(3)));
    }
    throw new WeightsException(
        "PyTorch file: %s is called with %d arguments"
            .formatted(global.pythonName(), arguments.size()));
  }

  /** An OrderedDict, empty, or from pairs as Python 2 writes it. */
  private static Map<Object, Object> dictionary(List<Object> arguments) {
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : as(List.class, arguments.get(0))) {
        List<?> entry = pair instanceof Tuple tuple ? tuple.values() : as(List.class, pair);
        if (entry.size() != 2) {
          throw new WeightsException("PyTorch file: an OrderedDict of something else than pairs");
        }
        dictionary.put(key(entry.get(0)), entry.get(1));
      }
    }
    return dictionary;
  }

  private static List<Integer> sizes(Object tuple) {
    return as(Tuple.class, tuple).values().stream()
        .map(value -> (int) Math.min(Integer.MAX_VALUE, Math.max(-1, as(Long.class, value))))
        .toList();
  }

  private static Object integer(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
    }
    bigEndian[0] = littleEndian.length > 0 && bigEndian[1] < 0 ? (byte) -1 : 0;
    BigInteger value = new BigInteger(bigEndian);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> values) {
    as(List.class, top()).addAll(values);
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> entries) {
    Map<Object, Object> dictionary = as(Map.class, top());
    if (entries.size() % 2 != 0) {
      throw new WeightsException("PyTorch file: a dict has a key without a value");
    }
    for (int i = 0; i < entries.size(); i += 2) {
      dictionary.put(key(entries.get(i)), entries.get(i + 1));
    }
  }

  /** Keys of plain types alone: those of others could take forever to compare. */
  private static Object key(Object key) {
    return key instanceof Long ? key : as(String.class, key);
  }

  private Object memoized(int index) {
    return Optional.ofNullable(memo.get(index))
        .orElseThrow(() -> new WeightsException("PyTorch file: the pickle's memo lacks " + index));
  }

  private List<Object> toMark() {
    List<Object> values = new ArrayList<>();
    for (Object value = pop(); value != MARK; value = pop()) {
      values.add(value);
    }
    Collections.reverse(values);
    return values;
  }

  private List<Object> last(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(0, pop());
    }
    return values;
  }

  private Object top() {
    Object value = pop();
    stack.push(value);
    return value;
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw new WeightsException(
          "PyTorch file: the pickle takes more from its stack than is there");
    }
    return stack.pop();
  }

  private static <T> T as(Class<T> type, Object value) {
    if (!type.isInstance(value)) {
      throw new WeightsException(
          "PyTorch file: the pickle has a %s where a %s belongs"
              .formatted(value.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(value);
  }

  private String line() {
    int start = in.position();
    int length = 0;
    while (in.get() != '\n') {
      length++;
    }
    in.position(start);
    String line = text(length);
    in.get();
    return line;
  }

  private String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** As many bytes, if there are so many; memory is taken after that. */
  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
