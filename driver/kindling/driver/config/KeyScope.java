package kindling.driver.config;

/**
 * A part of a configuration's reading.
 *
 * @param choice because of which keys have no effect, where they have none
 */
record KeyScope(Kind kind, String choice) {
  /** What becomes of keys that are read. */
  enum Kind {
    /** They have an effect. */
    EFFECTIVE,
    /** They have none; the run has them all the same. */
    IDLE,
    /** They have none, and the run has none of them: their values are not looked at. */
    ABSENT
  }

  static final KeyScope EFFECTIVE = new KeyScope(Kind.EFFECTIVE, "");

  boolean isAbsent() {
    return kind == Kind.ABSENT;
  }

  /** This part, or one within it whose keys have no effect. */
  KeyScope within(Kind other, String because) {
    return kind.compareTo(other) >= 0 ? this : new KeyScope(other, because);
  }
}
