package kindling.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelLoopTest {
  @ParameterizedTest
  @CsvSource({"1, 5", "2, 5", "3, 5", "4, 3", "2, 0"})
  void meetsEveryIndexOnce(int threads, int count) {
    AtomicIntegerArray met = new AtomicIntegerArray(count);
    try (ParallelLoop loop = new ParallelLoop(threads)) {
      loop.run(count, (from, to) -> IntStream.range(from, to).forEach(met::incrementAndGet));
    }
    assertThat(IntStream.range(0, count).map(met::get))
        .hasSize(count)
        .allMatch(times -> times == 1);
  }

  /** Otherwise it would go on writing to native memory that is freed. */
  @Test
  void awaitsTheOtherRangesWhenTheCallersThrows() {
    Thread caller = Thread.currentThread();
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    try (ParallelLoop loop = new ParallelLoop(2)) {
      ParallelLoop.Range range =
          (from, to) -> {
            if (Thread.currentThread() == caller) {
              throw new IllegalArgumentException("the caller's");
            }
            while (caller.getState() != Thread.State.WAITING && !over.get()) {
              Thread.onSpinWait();
            }
            ended.set(true);
          };
      assertThatThrownBy(() -> loop.run(2, range))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the caller's");
      assertThat(ended).isTrue();
    } finally {
      over.set(true);
    }
  }

  @Test
  void throwsWhatAnotherThreadsRangeThrew() {
    Thread caller = Thread.currentThread();
    try (ParallelLoop loop = new ParallelLoop(2)) {
      ParallelLoop.Range range =
          (from, to) -> {
            if (Thread.currentThread() != caller) {
              throw new OutOfMemoryError("another's");
            }
          };
      assertThatThrownBy(() -> loop.run(2, range))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("another's");
    }
  }
}
