package dev.troupe.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * The word that was probably meant by a mistyped one.
 *
 * <p>Words are as far apart as the fewest letters that must be put in, left out, replaced or
 * changed with their neighbour, none of them twice (optimal string alignment; L. Boytsov, "Indexing
 * methods for approximate dictionary searching", ACM Journal of Experimental Algorithmics 16, 2011,
 * section 2.2.1).
 */
public final class Nearest {
  /** Words of which more than a third differs have little to do with each other. */
  private static final int PART = 3;

  private Nearest() {}

  /** The nearest of these words, the first in the alphabet if several are; none if all are far. */
  public static Optional<String> to(String word, Collection<String> words) {
    return words.stream()
        .filter(each -> distance(word, each) <= Math.max(1, word.length() / PART))
        .min(
            Comparator.<String>comparingInt(each -> distance(word, each))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many letters are wrong in one of them. */
  static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (isSwapped(one, i, other, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[other.length()];
  }

  private static boolean isSwapped(String one, int i, String other, int j) {
    return i > 1
        && j > 1
        && one.charAt(i - 1) == other.charAt(j - 2)
        && one.charAt(i - 2) == other.charAt(j - 1);
  }
}
