package dev.troupe.model.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron expression of five fields. Immutable and thread-safe.
 *
 * <p>The library is asked only which times of day match, in a zone whose clock never jumps; what
 * becomes of them where a clock does jump is decided here.
 */
public final class CronTimes {
  private static final LocalDateTime ANY = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final int MOST_KEPT = 256;

  /** Parsing costs as much as finding some ten times; most reminders share a few expressions. */
  private static final Map<String, CronTimes> KEPT = new ConcurrentHashMap<>();

  private final String expression;
  private final LocalTimes times;
  private final boolean withTheClock;
  private final AtomicReference<@Nullable CronCalendar> calendar = new AtomicReference<>();

  private CronTimes(String expression) {
    this.expression = expression;
    this.times = LocalTimes.parse(expression);
    this.withTheClock = times.fields()[1].startsWith("*");
  }

  /**
   * Reads five fields with one space between them.
   *
   * @throws IllegalArgumentException if they are no cron expression, or have no time at all
   */
  public static CronTimes parse(String expression) {
    CronTimes kept = KEPT.get(expression);
    if (kept != null) {
      return kept;
    }
    CronTimes parsed = new CronTimes(expression);
    if (parsed.times.after(ANY).isEmpty()) {
      throw new IllegalArgumentException(
          "cron expression must name a day that exists, was '%s'".formatted(expression));
    }
    if (KEPT.size() >= MOST_KEPT) {
      KEPT.clear();
    }
    KEPT.put(expression, parsed);
    return parsed;
  }

  /** The first time after this one, in this zone. */
  public Instant next(Instant last, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return withTheClock ? nextByClock(last, rules) : nextByDay(last, rules);
  }

  /**
   * A time of day that comes twice is the earlier one; one that is left out, the end of the gap.
   */
  private Instant nextByDay(Instant last, ZoneRules rules) {
    LocalDateTime local = at(last, rules);
    while (true) {
      local = matching(local);
      ZoneOffsetTransition jump = rules.getTransition(local);
      Instant time =
          jump != null && jump.isGap()
              ? jump.getInstant()
              : local.toInstant(rules.getValidOffsets(local).getFirst());
      if (time.isAfter(last)) {
        return time;
      }
    }
  }

  /** Goes from jump to jump; between two of them the clock runs evenly. */
  private Instant nextByClock(Instant last, ZoneRules rules) {
    LocalDateTime local = at(last, rules);
    Instant since = last;
    while (true) {
      ZoneOffset offset = rules.getOffset(since);
      Instant time = matching(local).toInstant(offset);
      ZoneOffsetTransition jump = rules.nextTransition(since);
      if (jump == null || time.isBefore(jump.getInstant())) {
        return time;
      }
      since = jump.getInstant();
      local = jump.getDateTimeAfter().minusNanos(1);
    }
  }

  private static LocalDateTime at(Instant instant, ZoneRules rules) {
    return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
  }

  private LocalDateTime matching(LocalDateTime after) {
    return times
        .after(after)
        .orElseThrow(() ->
            new IllegalStateException("'%s' has no time after %s".formatted(expression, after)));
  }

  /**
   * The first of the latest times up to now, in this zone; or, if there are not so many, the one
   * that is due.
   *
   * <p>Counts them, a day at a time, so that years of missed minutes cost no more than a few.
   *
   * @param most how many there may be, from 1
   * @param due the time from which on they count, not after {@code now}
   */
  public Instant firstOfLatest(int most, Instant due, Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Instant end = now;
    int left = most;
    while (true) {
      ZoneOffset offset = rules.getOffset(end);
      ZoneOffsetTransition jump = rules.previousTransition(end.plusNanos(1));
      boolean isDueSince = jump == null || !jump.getInstant().isAfter(due);
      LocalDateTime start = jump == null ? LocalDateTime.MIN : firstAfter(jump);
      LocalDateTime local = LocalDateTime.ofInstant(due, offset);
      CronCalendar.Latest latest =
          calendar()
              .latest(
                  left,
                  isDueSince && local.isAfter(start) ? local : start,
                  LocalDateTime.ofInstant(end, offset));
      left -= latest.count();
      if (left == 0) {
        return latest.first().toInstant(offset);
      }
      if (jump == null || isDueSince) {
        return due;
      }
      if (isMadeUpFor(jump) && --left == 0) {
        return jump.getInstant();
      }
      end = jump.getInstant().minusNanos(1);
    }
  }

  /** The first time of day that counts after a jump; what comes twice has counted before it. */
  private LocalDateTime firstAfter(ZoneOffsetTransition jump) {
    return jump.isOverlap() && !withTheClock ? jump.getDateTimeBefore() : jump.getDateTimeAfter();
  }

  /** Whether a jump leaves out times of day for which its end, which is none itself, is one. */
  private boolean isMadeUpFor(ZoneOffsetTransition jump) {
    LocalDateTime end = jump.getDateTimeAfter();
    return jump.isGap()
        && !withTheClock
        && !calendar().has(end)
        && calendar().latest(1, jump.getDateTimeBefore(), end.minusNanos(1)).count() == 1;
  }

  /** Made when it is needed first: few expressions ever miss a time. */
  private CronCalendar calendar() {
    CronCalendar known = calendar.get();
    if (known != null) {
      return known;
    }
    CronCalendar made = CronCalendar.of(times);
    calendar.set(made);
    return made;
  }

  /** How often the library was asked for a time. */
  long asked() {
    return times.asked();
  }
}
