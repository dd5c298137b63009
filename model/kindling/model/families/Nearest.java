package kindling.model.families;

import java.util.Collection;
import java.util.Comparator;

/** The nearest known word to a mistyped one, by edit distance (Levenshtein, 1966). */
public final class Nearest {
  private Nearest() {}

  /**
   * The known word that takes the fewest insertions, deletions and replacements; the first of equal
   * ones.
   *
   * @throws java.util.NoSuchElementException if no word is known
   */
  public static String of(String word, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
