package kindling.driver.run.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kindling.driver.cluster.Stopwatch;

/**
 * How a newcomer claims a run folder. Lives on the driver.
 *
 * <p>It waits until the holder of every claim that it sees is dead, creates the file of the next
 * number, which one driver alone can do, and looks again: its claim stands if nobody's is there but
 * those of the dead, which it then removes. Where two newcomers have seen different claims, both
 * give up theirs and begin again, each after a time of its own.
 *
 * @param own who claims
 * @param beat time between two signs of life
 * @param patience how long a holder whose process cannot be looked for may show no sign of life
 */
record Claiming(LockFiles files, LockHolder own, Duration beat, Duration patience) {

  /**
   * Claims the folder.
   *
   * @throws RunFolderException if another driver is at work in it
   */
  LockClaim claim() throws IOException {
    while (true) {
      List<LockClaim> dead = awaitDeath();
      int number = dead.isEmpty() ? 1 : dead.get(0).number() + 1;
      Optional<LockClaim> created = files.create(number, own).filter(claim -> claim.isOf(own));
      if (created.isEmpty()) {
        continue;
      }
      if (standsAfter(created.get(), dead)) {
        for (LockClaim claim : dead) {
          files.remove(claim);
        }
        return created.get();
      }
      files.remove(created.get());
      pause(beat.multipliedBy(Math.floorMod(own.token().hashCode(), 1000)).dividedBy(1000));
    }
  }

  private boolean standsAfter(LockClaim created, List<LockClaim> dead) throws IOException {
    if (!files.storage().createsExclusively(files.root())) {
      // The last of several writers at once has its way; by now all have written.
      pause(beat);
    }
    List<LockClaim> claims = files.claims();
    return claims.stream().anyMatch(claim -> claim.isOf(created.holder()))
        && claims.stream().allMatch(claim -> claim.isOf(own) || isAmong(dead, claim));
  }

  private static boolean isAmong(List<LockClaim> claims, LockClaim sought) {
    return claims.stream()
        .anyMatch(claim -> claim.number() == sought.number() && claim.isOf(sought.holder()));
  }

  /** The claims on the folder, once it is known that their holders are dead. */
  private List<LockClaim> awaitDeath() throws IOException {
    List<LockClaim> claims = files.claims();
    Stopwatch quiet = Stopwatch.start();
    while (true) {
      Optional<LockClaim> living =
          claims.stream()
              .filter(claim -> claim.holder().isVisible() && claim.holder().runs())
              .findFirst();
      if (living.isPresent()) {
        throw inUse(living.get());
      }
      boolean allSeen = claims.stream().allMatch(claim -> claim.holder().isVisible());
      if (allSeen || quiet.seconds() * 1e9 >= patience.toNanos()) {
        return claims;
      }
      pause(beat);
      List<LockClaim> now = files.claims();
      for (LockClaim claim : now) {
        if (isAmong(claims, claim) && !claims.contains(claim)) {
          throw inUse(claim);
        }
      }
      if (!now.equals(claims)) {
        claims = now;
        quiet = Stopwatch.start();
      }
    }
  }

  private RunFolderException inUse(LockClaim claim) {
    return new RunFolderException(
        files.root()
            + " is in use by "
            + claim.driver()
            + ". Wait for it to end, stop it, or choose another run.dir.");
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFolderException("interrupted while waiting for the run folder");
    }
  }
}
