package kindling.driver.evaluate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import kindling.data.source.DataSettings;
import kindling.data.source.ShardLoader;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.Dataset;
import kindling.model.EngineRequest;

/**
 * Data that several runs of one application read once: a run takes what another has read, where all
 * that reading and dealing depend on is the same. Data that no run uses are kept until others are
 * read. Lives on the driver; used by several threads.
 */
public final class SharedData implements AutoCloseable {
  /** What reading and dealing depend on. */
  private record Key(
      DataSettings source,
      CacheSettings cache,
      ShardLoader.Framed framed,
      double maxBadFraction,
      int examplesPerClass,
      int workers,
      EngineRequest request) {}

  /** A dataset that runs use; guarded by the shared data, but for the reading. */
  private static final class Entry {
    private final Key key;
    private Optional<Dataset> dataset = Optional.empty();
    private int users;

    private Entry(Key key) {
      this.key = key;
    }

    /** Read by whichever run comes first; the others wait for it. */
    private synchronized Dataset read(Supplier<Dataset> reading) {
      if (dataset.isEmpty()) {
        dataset = Optional.of(reading.get());
      }
      return dataset.get();
    }
  }

  /** The used last first. */
  private final Deque<Entry> entries = new ArrayDeque<>();

  /**
   * The dataset of a run with these settings, read unless it is there.
   *
   * @param request of the engine that the executors which read are asked for
   */
  Dataset open(Settings settings, EngineRequest request, Supplier<Dataset> reading) {
    Key key =
        new Key(
            settings.input().source(),
            settings.input().cache(),
            settings.input().framed(),
            settings.input().maxBadFraction(),
            settings.input().examplesPerClass(),
            settings.workload().workers(),
            request);
    Entry entry = use(key);
    try {
      return entry.read(reading);
    } catch (RuntimeException | Error e) {
      leave(entry);
      throw e;
    }
  }

  private synchronized Entry use(Key key) {
    Entry entry =
        entries.stream().filter(known -> known.key.equals(key)).findFirst().orElse(new Entry(key));
    entries.remove(entry);
    entries.addFirst(entry);
    entry.users++;
    entries.removeIf(SharedData::closeIdle);
    return entry;
  }

  private static boolean closeIdle(Entry entry) {
    if (entry.users > 0) {
      return false;
    }
    entry.dataset.ifPresent(Dataset::close);
    return true;
  }

  private synchronized void leave(Entry entry) {
    entry.users--;
  }

  /** A run is done with its dataset. */
  synchronized void release(Dataset dataset) {
    for (Entry entry : entries) {
      if (entry.dataset.filter(read -> read == dataset).isPresent()) {
        leave(entry);
      }
    }
  }

  /** Lets the executors forget all data; no run uses any. */
  @Override
  public synchronized void close() {
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); each.remove()) {
      each.next().dataset.ifPresent(Dataset::close);
    }
  }
}
