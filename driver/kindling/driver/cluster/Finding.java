package kindling.driver.cluster;

import java.io.Serializable;

/**
 * One thing that a machine was looked at for.
 *
 * @param what was looked at, a word
 * @param found there
 * @param advice what to do about it; empty where it is as it should be
 */
public record Finding(String what, String found, String advice) implements Serializable {
  static Finding of(String what, String found, boolean fits, String advice) {
    return new Finding(what, found, fits ? "" : advice);
  }

  /** Whether nothing needs to be done. */
  public boolean isOk() {
    return advice.isEmpty();
  }
}
