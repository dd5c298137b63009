package kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kindling.driver.fixtures.LocalSpark;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.torch.OwnProcess;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  @Test
  void thereAreNeverMoreThanHaveWorkedAtOnce() throws Exception {
    // The count is the process's, whatever ran before in this one.
    assertThat(OwnProcess.run(Borrowing.class)).contains("bounded");
  }

  /** Borrows replicas of one network after the other, two at once. */
  static final class Borrowing {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Borrowing() {}

    public static void main(String[] arguments) {
      EngineSpec spec = LocalSpark.engine();
      for (String name : new String[] {"mlp-8", "mlp-16", "mlp-24"}) {
        Architecture network = Families.named(name, LocalSpark.SHAPE, LocalSpark.CLASSES);
        Engine first = Replicas.with(spec, network, engine -> engine);
        Engine second =
            Replicas.with(spec, network, outer -> Replicas.with(spec, network, inner -> inner));
        assertThat(second).isNotSameAs(first);
        Engine third = Replicas.with(spec, network, engine -> engine);
        assertThat(third).isIn(first, second);
        assertThat(settled(2)).isEqualTo(2);
      }
      System.out.println("bounded");
    }

    /** The replicas' threads, once those of closed ones have ended. */
    private static long settled(long expected) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (threads() != expected && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      return threads();
    }

    private static long threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("kindling-replica"))
          .count();
    }
  }
}
