package kindling.driver.dataset.cache;

import java.util.List;
import java.util.Map;

/**
 * What the first reading of a run's encoded images has shown, by split and worker: a later start
 * compares their bytes and decodes none. Lives on the driver, and in the run's folder.
 */
public record FirstPass(Map<String, List<KnownShard>> splits) {
  /** Its file in a run's folder. */
  public static final String FILE = "first-pass.json";

  /** Nothing is known. */
  public static final FirstPass NONE = new FirstPass(Map.of());

  public FirstPass {
    splits = Map.copyOf(splits);
  }

  /** Of each worker of a split, or null where as many workers are not known. */
  public List<KnownShard> of(String split, int workers) {
    List<KnownShard> known = splits.get(split);
    return known != null && known.size() == workers ? known : null;
  }
}
