package kindling.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrefetchTest {
  private final AtomicReference<Thread> cutter = new AtomicReference<>();

  /** A batch whose one example's id is the index. */
  private Batch batch(int index) {
    cutter.set(Thread.currentThread());
    return new Batch(new ImageShape(1, 1, 1), new int[] {index}, new int[1], new float[1]);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void batchesComeInOrder() {
    List<Integer> ids = new ArrayList<>();
    try (Prefetch batches = new Prefetch(3, 9, this::batch)) {
      batches.forEachRemaining(batch -> ids.add(batch.ids()[0]));
      assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(ids).containsExactly(3, 4, 5, 6, 7, 8);
    assertThat(cutter.get()).isNotSameAs(Thread.currentThread());
    assertThat(cutter.get().isAlive()).isFalse();
  }

  @Test
  void theNextBatchesAreCutDuringAStep() {
    CountDownLatch third = new CountDownLatch(3);
    try (Prefetch batches =
        new Prefetch(
            0,
            5,
            i -> {
              third.countDown();
              return batch(i);
            })) {
      batches.next();
      await(third);
    }
  }

  @Test
  void theReaderIsOnlySoFarAhead() {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger farthest = new AtomicInteger();
    try (Prefetch batches =
        new Prefetch(
            0,
            200,
            i -> {
              farthest.accumulateAndGet(i + 1 - taken.get(), Math::max);
              return batch(i);
            })) {
      while (batches.hasNext()) {
        taken.incrementAndGet();
        batches.next();
      }
    }
    assertThat(farthest).hasValueLessThanOrEqualTo(Prefetch.DEPTH + 1);
  }

  @Test
  void aFailureArrivesAtItsStepWithItsCause() {
    RuntimeException cause = new IllegalArgumentException("a bad batch");
    try (Prefetch batches =
        new Prefetch(
            0,
            3,
            i -> {
              if (i == 1) {
                throw cause;
              }
              return batch(i);
            })) {
      assertThat(batches.next().ids()).containsExactly(0);
      assertThatThrownBy(batches::next).hasCause(cause).hasMessageContaining("batch 1");
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void closingEarlyLeavesNoThread() {
    try (Prefetch batches = new Prefetch(0, 1000, this::batch)) {
      batches.next();
    }
    assertThat(cutter.get().isAlive()).isFalse();
  }

  @Test
  void anInterruptedStepStopsWaitingAndLeavesNoThread() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (Prefetch batches =
        new Prefetch(
            0,
            3,
            i -> {
              Batch batch = batch(i);
              begun.countDown();
              await(never);
              return batch;
            })) {
      await(begun);
      Thread.currentThread().interrupt();
      assertThatThrownBy(batches::next).isInstanceOf(CancellationException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cutter.get().isAlive()).isFalse();
  }
}
