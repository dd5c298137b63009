package kindling.driver.run.folder;

import org.apache.hadoop.fs.Path;

/**
 * A lock file in a run folder, as it was seen once.
 *
 * @param number of the claim: each driver that follows a dead one claims the next
 * @param lastSign of its holder's life: the file's time, which is compared with no clock
 */
record LockClaim(Path file, int number, LockHolder holder, long lastSign) {
  private static final String FIRST = "lock.json";

  static Path file(Path root, int number) {
    return new Path(root, number == 1 ? FIRST : "lock-" + number + ".json");
  }

  /** The number that a file's name tells; 0 where it is no lock. */
  static int numberOf(String name) {
    if (name.equals(FIRST)) {
      return 1;
    }
    return name.matches("lock-[1-9]\\d{0,8}\\.json")
        ? Integer.parseInt(name.substring("lock-".length(), name.length() - ".json".length()))
        : 0;
  }

  boolean isOf(LockHolder other) {
    return holder.token().equals(other.token());
  }

  /** The driver, in words. */
  String driver() {
    return "the driver with process number " + holder.process() + " on " + holder.host();
  }
}
