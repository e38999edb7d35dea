package dev.troupe.persistence;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a statement of PostgreSQL saw the work of, as {@code pg_current_snapshot} says
 * it. Immutable.
 *
 * @param end every transaction from this one on is not seen
 * @param open those before it that were under way, and so are not seen either
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html">Transaction ID and
 *     snapshot information functions</a>
 */
public record TransactionSnapshot(long end, Set<Long> open) {
  /** Sees nothing. */
  public static final TransactionSnapshot EMPTY = new TransactionSnapshot(0, Set.of());

  /** Transactions under way that are copied. */
  public TransactionSnapshot {
    open = Set.copyOf(open);
  }

  /**
   * Reads {@code xmin:xmax:xip,xip}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TransactionSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "a snapshot of transactions is xmin:xmax:list, was '%s'".formatted(text));
    }
    return new TransactionSnapshot(
        Long.parseLong(parts[1]),
        Arrays.stream(parts[2].split(","))
            .filter(each -> !each.isEmpty())
            .map(Long::valueOf)
            .collect(Collectors.toSet()));
  }

  /** Whether what this transaction did was seen, if it is committed. */
  public boolean sees(long transaction) {
    return transaction < end && !open.contains(transaction);
  }
}
