package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;

class StridedTensorTest {
  private static TypedStorage storage() {
    TypedStorage storage = new TypedStorage(StorageType.FLOAT, "0", 6);
    ByteBuffer elements = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      elements.putFloat(i);
    }
    storage.fill(elements.flip());
    return storage;
  }

  @Test
  void readsInTheOrderOfTheStrides() {
    assertThat(new StridedTensor(storage(), 1, List.of(2, 2), List.of(1, 3)).values())
        .containsExactly(1, 4, 2, 5);
    assertThat(new StridedTensor(storage(), 5, List.of(3), List.of(0)).values())
        .containsExactly(5, 5, 5);
    assertThat(new StridedTensor(storage(), 0, List.of(0, 4), List.of(4, 1)).values()).isEmpty();
  }

  @Test
  void refusesWhatReachesBeyondTheStorage() {
    refused(5, List.of(2), List.of(1));
    refused(0, List.of(2, 2), List.of(4, 2));
    refused(6, List.of(1), List.of(1));
  }

  @Test
  void refusesWhatIsNegativeOrOfAnotherLength() {
    for (List<Integer> negative : List.of(List.of(-1), List.of(-1, 2), List.of(2, -1))) {
      List<Integer> ones = negative.stream().map(side -> 1).toList();
      assertThatThrownBy(() -> new StridedTensor(storage(), 0, negative, ones))
          .hasMessageContaining("negative");
      assertThatThrownBy(() -> new StridedTensor(storage(), 0, ones, negative))
          .hasMessageContaining("negative");
    }
    assertThatThrownBy(() -> new StridedTensor(storage(), -1, List.of(1), List.of(1)))
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> new StridedTensor(storage(), 0, List.of(1), List.of()))
        .hasMessageContaining("differ in length");
  }

  /** Where a sum of offset and strides would wrap around to a number within the storage. */
  @Test
  void refusesOffsetsAndStridesNearTheLargestNumber() {
    int most = Integer.MAX_VALUE;
    refused(Long.MAX_VALUE, List.of(2), List.of(1));
    refused(Long.MAX_VALUE - 3, List.of(2, 2), List.of(3, 3));
    refused(Long.MAX_VALUE - most, List.of(2, 1), List.of(most, most));
    refused(Long.MAX_VALUE, List.of(), List.of());
    refused(1, List.of(2, 2, 1), List.of(most, most, most));
  }

  private static void refused(long offset, List<Integer> shape, List<Integer> strides) {
    assertThatThrownBy(() -> new StridedTensor(storage(), offset, shape, strides))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("lies outside of its storage of 6 elements");
  }
}
