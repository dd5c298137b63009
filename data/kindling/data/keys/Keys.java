package kindling.data.keys;

import java.util.function.Function;

/**
 * Settings that are read one by one, each with its range and its default. A wrong value is noted
 * and reads as its default, so that one pass finds all problems. Implemented and used on the
 * driver.
 */
public interface Keys {
  /** A whole number in {@code [least, most]}, or what it is otherwise. */
  long whole(String key, long otherwise, long least, long most);

  /** A whole number of at least {@code least}, or what it is otherwise. */
  int count(String key, int otherwise, int least);

  /** A whole number in {@code [least, most]} that has no default; the least where it is wrong. */
  int required(String key, int least, int most);

  /** A number within a range, or what it is otherwise. */
  double number(String key, double otherwise, Range range);

  /** True or false, or what it is otherwise. */
  boolean flag(String key, boolean otherwise);

  /** Whether a key has this word in the place of its usual value. */
  boolean says(String key, String word);

  /** One of an enum's constants, written in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, E otherwise);

  /**
   * A value that may have several forms.
   *
   * @param parse of the plain value; throws IllegalArgumentException where it is of no such form
   * @param written the plain value that reads back to the same
   */
  <T> T parsed(
      String key,
      T otherwise,
      String expected,
      Function<Object, T> parse,
      Function<T, Object> written);

  /**
   * The same settings, for keys that have an effect only with some choice. Without it they are read
   * as always, and one that is given is remarked, not refused: a file may keep it.
   *
   * @param effective whether they have one
   * @param choice that is made otherwise, as people write it: {@code augmentation.erase.probability
   *     = 0}
   */
  Keys when(boolean effective, String choice);

  /** Notes a problem that concerns more than one key. */
  void problem(String problem);
}
