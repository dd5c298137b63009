package kindling.model.pytorch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.model.weights.WeightsException;

/** What builds the objects of a state dict. */
enum Callable implements Global {
  ORDERED_DICT("collections.OrderedDict") {
    /** Empty, or from pairs as Python 2 writes it. */
    @Override
    Object call(List<Object> arguments) {
      Map<Object, Object> dictionary = new LinkedHashMap<>();
      if (!arguments.isEmpty()) {
        for (Object pair : Unpickler.as(List.class, arguments.get(0))) {
          List<?> entry =
              pair instanceof Unpickler.Tuple tuple
                  ? tuple.values()
                  : Unpickler.as(List.class, pair);
          if (entry.size() != 2) {
            throw new WeightsException("PyTorch file: an OrderedDict of something else than pairs");
          }
          Unpickler.put(dictionary, entry.get(0), entry.get(1));
        }
      }
      return dictionary;
    }
  },
  TENSOR("torch._utils._rebuild_tensor_v2") {
    @Override
    Object call(List<Object> arguments) {
      return tensor(arguments);
    }
  },
  TENSOR_BEFORE_0_4("torch._utils._rebuild_tensor") {
    @Override
    Object call(List<Object> arguments) {
      return tensor(arguments);
    }
  },
  PARAMETER("torch._utils._rebuild_parameter") {
    @Override
    Object call(List<Object> arguments) {
      return first(arguments);
    }
  },
  PARAMETER_WITH_STATE("torch._utils._rebuild_parameter_with_state") {
    @Override
    Object call(List<Object> arguments) {
      return first(arguments);
    }
  },
  /** A tensor with attributes, or of a class of its own: (function, class, arguments, state). */
  TENSOR_WITH_STATE("torch._tensor._rebuild_from_type_v2") {
    @Override
    Object call(List<Object> arguments) {
      return arguments.size() == 4
              && (arguments.get(0) == TENSOR || arguments.get(0) == PARAMETER)
              && arguments.get(2) instanceof Unpickler.Tuple inner
          ? ((Callable) arguments.get(0)).call(inner.values())
          : new Opaque(pythonName());
    }
  };

  private final String pythonName;

  Callable(String pythonName) {
    this.pythonName = pythonName;
  }

  @Override
  public String pythonName() {
    return pythonName;
  }

  /** The object; opaque where it is made of what is opaque. */
  abstract Object call(List<Object> arguments);

  Object first(List<Object> arguments) {
    checkCount(arguments, 1);
    return arguments.get(0) instanceof Opaque opaque
        ? opaque
        : Unpickler.as(StridedTensor.class, arguments.get(0));
  }

  Object tensor(List<Object> arguments) {
    checkCount(arguments, 4);
    if (arguments.get(0) instanceof Opaque opaque) {
      return opaque;
    }
    return new StridedTensor(
        Unpickler.as(TypedStorage.class, arguments.get(0)),
        Unpickler.as(Long.class, arguments.get(1)),
        sizes(arguments.get(2)),
        sizes(arguments.get(3)));
  }

  private static List<Integer> sizes(Object tuple) {
    return Unpickler.as(Unpickler.Tuple.class, tuple).values().stream()
        .map(
            value ->
                (int) Math.min(Integer.MAX_VALUE, Math.max(-1, Unpickler.as(Long.class, value))))
        .toList();
  }

  private void checkCount(List<Object> arguments, int least) {
    if (arguments.size() < least) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: %s is called with %d arguments",
              pythonName,
              arguments.size()));
    }
  }
}
