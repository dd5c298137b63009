package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kindling.model.pytorch.Unpickler.Tuple;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;

/** What torch.save calls to build tensors again. */
class CallableTest {
  private static final TypedStorage STORAGE = new TypedStorage(StorageType.FLOAT, "0", 6);
  private static final Opaque OPAQUE = new Opaque("torch.QInt8Storage");
  private static final List<Object> ARGUMENTS = arguments(STORAGE, 2, 3);

  private static List<Object> arguments(Object storage, long rows, long columns) {
    return List.of(storage, 1L, new Tuple(List.of(rows, columns)), new Tuple(List.of(columns, 1L)));
  }

  private static final StridedTensor TENSOR =
      new StridedTensor(STORAGE, 1, List.of(1, 3), List.of(3, 1));

  @Test
  void tensors() {
    for (Callable tensor : List.of(Callable.TENSOR, Callable.TENSOR_BEFORE_0_4)) {
      assertThat(tensor.call(arguments(STORAGE, 1, 3))).isEqualTo(TENSOR);
      assertThat(tensor.call(arguments(OPAQUE, 1, 3))).isSameAs(OPAQUE);
      refused(tensor, List.of(STORAGE, 1L, 2L), "is called with 3 arguments");
    }
  }

  @Test
  void parametersAreTheirTensors() {
    for (Callable parameter : List.of(Callable.PARAMETER, Callable.PARAMETER_WITH_STATE)) {
      assertThat(parameter.call(List.of(TENSOR, true))).isSameAs(TENSOR);
      assertThat(parameter.call(List.of(OPAQUE))).isSameAs(OPAQUE);
      refused(parameter, List.of(), "is called with 0 arguments");
      refused(parameter, List.of(1L), "a Long where a StridedTensor belongs");
    }
  }

  @Test
  void tensorsWithAttributesAreTensors() {
    Callable withState = Callable.TENSOR_WITH_STATE;
    Opaque own = new Opaque("mine.Tensor");
    Tuple inner = new Tuple(arguments(STORAGE, 1, 3));
    assertThat(withState.call(List.of(Callable.TENSOR, own, inner, 0L))).isEqualTo(TENSOR);
    assertThat(withState.call(List.of(Callable.PARAMETER, own, new Tuple(List.of(TENSOR)), 0L)))
        .isSameAs(TENSOR);
    Opaque neither = new Opaque("torch._tensor._rebuild_from_type_v2");
    for (List<Object> odd :
        List.<List<Object>>of(
            List.of(Callable.TENSOR, own, inner),
            List.of(Callable.ORDERED_DICT, own, new Tuple(List.of()), 0L),
            List.of(Callable.TENSOR, own, 0L, 0L))) {
      assertThat(withState.call(odd)).isEqualTo(neither);
    }
  }

  @Test
  void sizesThatNoArrayHas() {
    refused(Callable.TENSOR, ARGUMENTS, "lies outside of its storage of 6 elements");
    refused(Callable.TENSOR, arguments(STORAGE, -5, 1), "negative");
    refused(Callable.TENSOR, arguments(STORAGE, -1L << 32, 1), "negative");
    refused(Callable.TENSOR, arguments(STORAGE, (1L << 32) + 1, 1), "lies outside");
    refused(Callable.TENSOR, arguments(STORAGE, 1L << 32, 2), "more than one array holds");
  }

  private static void refused(Callable callable, List<Object> arguments, String why) {
    assertThatThrownBy(() -> callable.call(arguments))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(why);
  }
}
