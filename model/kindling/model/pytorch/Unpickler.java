package kindling.model.pytorch;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kindling.model.weights.WeightsException;

/**
 * Reads a pickle of plain values and tensors (the opcodes of protocols 2 to 5). Nothing is looked
 * up or run but what {@link Global} lists: other classes, functions and what they would give are
 * {@link Opaque}. Memory stays in proportion to the bytes read.
 *
 * <p>Values become String, Long, BigInteger, Double, Boolean, {@link List}, {@link Map}, {@link
 * Tuple}, {@link TypedStorage}, {@link StridedTensor} and {@link Opaque}; None becomes {@link
 * #NONE}.
 */
final class Unpickler {
  /** A tuple; a class of its own, because only tuples are arguments. */
  record Tuple(List<Object> values) {}

  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  private final PickleInput in;
  private final Function<Tuple, Object> persistent;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(ByteBuffer in, Function<Tuple, Object> persistent) {
    this.in = new PickleInput(in);
    this.persistent = persistent;
  }

  /**
   * Reads one pickle, from the buffer's position to behind its end.
   *
   * @param persistent what a persistent id stands for
   * @throws WeightsException if it is cut off, damaged or of an older protocol
   */
  static Object read(ByteBuffer in, Function<Tuple, Object> persistent) {
    try {
      return new Unpickler(in, persistent).read();
    } catch (BufferUnderflowException e) {
      throw new WeightsException("PyTorch file: the pickle is cut off; copy the file again", e);
    }
  }

  private Object read() {
    while (true) {
      int at = in.position();
      int opcode = in.unsignedByte();
      if (opcode == '.') {
        return pop();
      }
      step(opcode, at);
    }
  }

  private void step(int opcode, int at) {
    switch (opcode) {
      case 0x80 -> in.skip(1); // PROTO
      case 0x95 -> in.skip(8); // FRAME
      case '(' -> stack.push(MARK);
      case '0' -> pop();
      case '1' -> toMark();
      case '2' -> stack.push(top());
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.int32());
      case 'K' -> stack.push((long) in.unsignedByte());
      case 'M' -> stack.push(in.unsignedShort());
      case 0x8A -> stack.push(in.integer(in.unsignedByte()));
      case 0x8B -> stack.push(in.integer(in.int32()));
      case 'G' -> stack.push(in.float64());
      case 'X', 'T' -> stack.push(in.text(in.int32()));
      case 'U', 0x8C -> stack.push(in.text(in.unsignedByte()));
      case 0x8D -> stack.push(in.text(in.int64()));
      case 'B' -> skipped("bytes", in.int32());
      case 'C' -> skipped("bytes", in.unsignedByte());
      case 0x8E -> skipped("bytes", in.int64());
      case 0x96 -> skipped("bytearray", in.int64());
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
      case 0x8F -> stack.push(new Opaque("set"));
      case 0x90 -> toMark(); // ADDITEMS, to a set
      case 0x91 -> {
        toMark();
        stack.push(new Opaque("frozenset"));
      }
      case 'q' -> memo.put(in.unsignedByte(), top());
      case 'r' -> memo.put(in.int32(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> stack.push(memoized(in.unsignedByte()));
      case 'j' -> stack.push(memoized(in.int32()));
      case 'c' -> stack.push(global(in.line() + "." + in.line()));
      case 0x93 -> {
        List<Object> names = last(2);
        stack.push(global(as(String.class, names.get(0)) + "." + as(String.class, names.get(1))));
      }
      case 'Q' -> stack.push(persistent.apply(as(Tuple.class, pop())));
      case 'R' -> {
        Tuple arguments = as(Tuple.class, pop());
        stack.push(call(pop(), arguments.values()));
      }
      case 'i' -> {
        String name = in.line() + "." + in.line();
        toMark();
        stack.push(new Opaque(name));
      }
      case 'o' -> stack.push(instance(toMark()));
      case 0x81 -> stack.push(instance(last(2)));
      case 0x92 -> stack.push(instance(last(3)));
      case 'b' -> pop(); // BUILD: an OrderedDict's _metadata or an object's attributes
      default ->
          throw new WeightsException(
              String.format(
                  Locale.ROOT,
                  "PyTorch file: expected what torch.save writes, found the pickle opcode"
                      + " 0x%02x at byte %d",
                  opcode,
                  at));
    }
  }

  private static Object global(String name) {
    return Global.named(name).map(Object.class::cast).orElseGet(() -> new Opaque(name));
  }

  private static Object call(Object function, List<Object> arguments) {
    if (function instanceof Callable callable) {
      return callable.call(arguments);
    }
    return new Opaque(pythonName(function));
  }

  /** What a class, the first of the parts, would make of the others. */
  private static Object instance(List<Object> parts) {
    if (parts.isEmpty()) {
      throw new WeightsException("PyTorch file: an object without a class");
    }
    return new Opaque(pythonName(parts.get(0)));
  }

  private static String pythonName(Object value) {
    if (value instanceof Global global) {
      return global.pythonName();
    }
    return as(Opaque.class, value).pythonName();
  }

  private void skipped(String type, long length) {
    in.skip(length);
    stack.push(new Opaque(type));
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> values) {
    if (!(top() instanceof Opaque)) {
      as(List.class, top()).addAll(values);
    }
  }

  private void put(List<Object> entries) {
    if (entries.size() % 2 != 0) {
      throw new WeightsException("PyTorch file: a dict has a key without a value");
    }
    if (!(top() instanceof Opaque)) {
      Map<?, ?> dictionary = as(Map.class, top());
      for (int i = 0; i < entries.size(); i += 2) {
        put(dictionary, entries.get(i), entries.get(i + 1));
      }
    }
  }

  /**
   * Adds an entry whose key is a text or a whole number. Those with other keys are no weights, and
   * could take forever to compare.
   */
  @SuppressWarnings("unchecked")
  static void put(Map<?, ?> dictionary, Object key, Object value) {
    if (key instanceof Long || key instanceof String) {
      ((Map<Object, Object>) dictionary).put(key, value);
    }
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

  static <T> T as(Class<T> type, Object value) {
    if (!type.isInstance(value)) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: the pickle has a %s where a %s belongs",
              value.getClass().getSimpleName(),
              type.getSimpleName()));
    }
    return type.cast(value);
  }
}
