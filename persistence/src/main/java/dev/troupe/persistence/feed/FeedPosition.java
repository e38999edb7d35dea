package dev.troupe.persistence.feed;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed: all that is at it or before it was read. Written {@code xid/ordering}.
 *
 * @param xid PostgreSQL's number of the transaction, in 64 bits, from 0
 * @param ordering the row within it, from 0
 */
public record FeedPosition(long xid, long ordering) implements Comparable<FeedPosition> {

  /** Before the first event. */
  public static final FeedPosition START = new FeedPosition(0, 0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})/(\\d{1,18})");
  private static final Comparator<FeedPosition> ORDER =
      Comparator.comparingLong(FeedPosition::xid).thenComparingLong(FeedPosition::ordering);

  /** Refuses negative numbers. */
  public FeedPosition {
    if (xid < 0 || ordering < 0) {
      throw new IllegalArgumentException(
          "feed position must not be negative, was '%d/%d'".formatted(xid, ordering));
    }
  }

  /** The place of this row of this transaction. */
  public static FeedPosition of(long xid, long ordering) {
    return new FeedPosition(xid, ordering);
  }

  /**
   * Reads what {@link #toString} writes; refuses all else with {@link IllegalArgumentException}.
   */
  public static FeedPosition parse(String text) {
    Matcher numbers = TEXT.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException(
          "feed position must read xid/ordering, as in '742/19', was '%s'".formatted(text));
    }
    return of(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)));
  }

  @Override
  public int compareTo(FeedPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return xid + "/" + ordering;
  }
}
