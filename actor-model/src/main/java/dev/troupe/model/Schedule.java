package dev.troupe.model;

import dev.troupe.model.internal.CronTimes;
import dev.troupe.model.internal.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a reminder fires: once, at an interval, or as a calendar says. Immutable. */
public sealed interface Schedule {
  /** The longest delay or interval. */
  Duration LONGEST = Duration.ofDays(36_525);

  /** What becomes of times that were missed. */
  CatchUp catchUp();

  /**
   * The time that follows, or none after a schedule that fires once.
   *
   * @param last one of the schedule's times; for {@link Cron}, any time
   */
  Optional<Instant> next(Instant last);

  /**
   * Once, at a time; however late, it fires.
   *
   * @param at when, before the year 10000
   */
  record At(Instant at) implements Schedule {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /** Checks the time; {@link IllegalArgumentException} if no calendar of a database has it. */
    public At {
      if (at.isBefore(FIRST) || !at.isBefore(END)) {
        throw new IllegalArgumentException(
            "schedule: the time must be within the years 1 to 9999, was '%s'".formatted(at));
      }
    }

    @Override
    public CatchUp catchUp() {
      return CatchUp.LATEST;
    }

    @Override
    public Optional<Instant> next(Instant last) {
      return Optional.empty();
    }
  }

  /**
   * Once, this long after the commit; however late, it fires.
   *
   * @param delay zero to {@link #LONGEST}
   */
  record After(Duration delay) implements Schedule {

    /** Checks the delay; {@link IllegalArgumentException} if it breaks its rule. */
    public After {
      requireWithin("delay", delay, Duration.ZERO);
    }

    @Override
    public CatchUp catchUp() {
      return CatchUp.LATEST;
    }

    @Override
    public Optional<Instant> next(Instant last) {
      return Optional.empty();
    }
  }

  /**
   * Again and again; first one interval after the commit, and then at multiples of it, however long
   * each firing takes.
   *
   * @param interval one second to {@link #LONGEST}
   * @param catchUp what becomes of times that were missed
   */
  record Every(Duration interval, CatchUp catchUp) implements Schedule {

    /** Checks the interval; {@link IllegalArgumentException} if it breaks its rule. */
    public Every {
      requireWithin("interval", interval, Duration.ofSeconds(1));
    }

    /** With another policy for missed times. */
    public Every withCatchUp(CatchUp policy) {
      return new Every(interval, policy);
    }

    @Override
    public Optional<Instant> next(Instant last) {
      return Optional.of(last.plus(interval));
    }
  }

  /**
   * At the times of a cron expression in a time zone.
   *
   * <p>Where the zone's clock jumps, the field of the hour decides. An expression that names its
   * hours means times of day, each once a day: one that a jump forward leaves out is made up for at
   * the end of the jump, one that comes twice counts the first time. An expression whose hour
   * starts with {@code *} goes with the clock: what is left out is left out, what comes twice fires
   * twice.
   *
   * @param expression five fields, as in UNIX: minute, hour, day of month, month, day of week
   * @param zone whose wall clock is meant
   * @param catchUp what becomes of times that were missed
   */
  record Cron(String expression, ZoneId zone, CatchUp catchUp) implements Schedule {
    private static final int LONGEST_TEXT = 180;

    /**
     * Checks the expression.
     *
     * @throws IllegalArgumentException if it is no cron expression of five fields, has no time at
     *     all, such as February 30, or is too long together with the zone
     */
    public Cron {
      expression = expression.strip().replaceAll("\\s+", " ");
      if (expression.length() + zone.getId().length() > LONGEST_TEXT) {
        throw new IllegalArgumentException(
            "schedule: expression and zone must have at most %d characters, were '%s %s'"
                .formatted(LONGEST_TEXT, Shown.of(expression), Shown.of(zone.getId())));
      }
      CronTimes.parse(expression);
    }

    /** With another policy for missed times. */
    public Cron withCatchUp(CatchUp policy) {
      return new Cron(expression, zone, policy);
    }

    @Override
    public Optional<Instant> next(Instant last) {
      return Optional.of(CronTimes.parse(expression).next(last, zone));
    }
  }

  /** Once, at this time; at once if it has passed. */
  static At at(Instant at) {
    return new At(at);
  }

  /** Once, this long after the commit, by the database's clock. */
  static After after(Duration delay) {
    return new After(delay);
  }

  /** At this interval; of missed times the latest fires. */
  static Every every(Duration interval) {
    return new Every(interval, CatchUp.LATEST);
  }

  /** At the times of this cron expression; of missed times the latest fires. */
  static Cron cron(String expression, ZoneId zone) {
    return new Cron(expression, zone, CatchUp.LATEST);
  }

  private static void requireWithin(String what, Duration actual, Duration least) {
    if (actual.compareTo(least) < 0 || actual.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "schedule: the %s must be '%s' to '%s', was '%s'"
              .formatted(what, least, LONGEST, actual));
    }
  }
}
