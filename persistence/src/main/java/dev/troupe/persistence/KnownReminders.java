package dev.troupe.persistence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What a node knows of a tenant's reminders: the latest count of the table, what transactions
 * changed that the count has not seen, and what is under way. Not thread-safe.
 */
final class KnownReminders {
  /** After this long, what is still under way is taken for lost: nobody said how it ended. */
  static final Duration LOST = Duration.ofMinutes(1);

  /** What is added within this time is told apart no more. */
  static final Duration TOGETHER = Duration.ofSeconds(5);

  /** Above this the oldest changes are told apart no more. */
  static final int MOST_CHANGES = 4096;

  private long counted;
  private TransactionSnapshot snapshot = TransactionSnapshot.EMPTY;
  private final Deque<Change> unseen = new ArrayDeque<>();
  private long sumOfUnseen;
  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private long sumUnderWay;
  private boolean isIdle = true;

  private record Change(long transaction, long more) {}

  /** Added from this time on, and not settled. */
  private record UnderWay(long since, long reminders) {
    boolean isYoungerThan(Duration age, long now) {
      return now - since < age.toNanos();
    }
  }

  /** As far as is known, with all that is under way. */
  long all() {
    return counted + sumOfUnseen + sumUnderWay;
  }

  /** Whether none was added since the last count, and none is under way. */
  boolean isIdle() {
    return isIdle && sumUnderWay == 0;
  }

  void add(int reminders, long now) {
    isIdle = false;
    sumUnderWay += reminders;
    UnderWay latest = underWay.peekLast();
    if (latest != null && latest.isYoungerThan(TOGETHER, now)) {
      underWay.removeLast();
      underWay.addLast(new UnderWay(latest.since, latest.reminders + reminders));
    } else {
      underWay.addLast(new UnderWay(now, reminders));
    }
  }

  /**
   * So many that were added by then are under way no more. It is not known which they were: the
   * latest are taken, so that what is lost grows old.
   */
  void settle(int reminders, long addedBy) {
    Deque<UnderWay> younger = new ArrayDeque<>();
    long left = reminders;
    while (left > 0 && !underWay.isEmpty()) {
      UnderWay latest = underWay.removeLast();
      long ended = latest.since - addedBy <= 0 ? Math.min(left, latest.reminders) : 0;
      left -= ended;
      sumUnderWay -= ended;
      if (ended < latest.reminders) {
        younger.addFirst(new UnderWay(latest.since, latest.reminders - ended));
      }
    }
    underWay.addAll(younger);
  }

  /** This transaction made it so many more, or, below 0, less; but nobody has less than none. */
  void change(long transaction, int more) {
    if (more == 0 || snapshot.sees(transaction)) {
      return;
    }
    long change = Math.max(more, -(counted + sumOfUnseen));
    unseen.addLast(new Change(transaction, change));
    sumOfUnseen += change;
    if (unseen.size() > MOST_CHANGES) {
      Change oldest = unseen.removeFirst();
      Change next = unseen.removeFirst();
      unseen.addFirst(
          new Change(Math.max(oldest.transaction, next.transaction), oldest.more + next.more));
    }
  }

  void count(ReminderCount count, long now) {
    counted = count.reminders();
    snapshot = count.snapshot();
    isIdle = true;
    for (Iterator<Change> all = unseen.iterator(); all.hasNext(); ) {
      Change each = all.next();
      if (snapshot.sees(each.transaction)) {
        sumOfUnseen -= each.more;
        all.remove();
      }
    }
    while (!underWay.isEmpty() && !underWay.getFirst().isYoungerThan(LOST, now)) {
      sumUnderWay -= underWay.removeFirst().reminders;
    }
  }
}
