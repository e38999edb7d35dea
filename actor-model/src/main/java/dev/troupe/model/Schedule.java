package dev.troupe.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** When a reminder fires: once, at an interval, or as a calendar says. Immutable. */
public sealed interface Schedule {

  /** What becomes of times that were missed. */
  CatchUp catchUp();

  /**
   * Once, at a time.
   *
   * @param at when
   */
  record At(Instant at) implements Schedule {
    @Override
    public CatchUp catchUp() {
      return CatchUp.LATEST;
    }
  }

  /**
   * Once, this long after the commit.
   *
   * @param delay at least zero
   */
  record After(Duration delay) implements Schedule {

    /** Checks the delay; {@link IllegalArgumentException} if it is negative. */
    public After {
      requireAtLeast("delay", delay, Duration.ZERO);
    }

    @Override
    public CatchUp catchUp() {
      return CatchUp.LATEST;
    }
  }

  /**
   * Again and again; first one interval after the commit.
   *
   * @param interval at least one second
   * @param catchUp what becomes of times that were missed
   */
  record Every(Duration interval, CatchUp catchUp) implements Schedule {

    /** Checks the interval; {@link IllegalArgumentException} if it is less than a second. */
    public Every {
      requireAtLeast("interval", interval, Duration.ofSeconds(1));
    }

    /** With another policy for missed times. */
    public Every withCatchUp(CatchUp policy) {
      return new Every(interval, policy);
    }
  }

  /**
   * At the times of a cron expression in a time zone.
   *
   * @param expression five fields: minute, hour, day of month, month, day of week
   * @param zone whose wall clock is meant
   * @param catchUp what becomes of times that were missed
   */
  record Cron(String expression, ZoneId zone, CatchUp catchUp) implements Schedule {

    /** With another policy for missed times. */
    public Cron withCatchUp(CatchUp policy) {
      return new Cron(expression, zone, policy);
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

  private static void requireAtLeast(String what, Duration actual, Duration least) {
    if (actual.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "schedule: the %s must be at least '%s', was '%s'".formatted(what, least, actual));
    }
  }
}
