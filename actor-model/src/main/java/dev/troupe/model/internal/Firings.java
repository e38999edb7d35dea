package dev.troupe.model.internal;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a reminder does now. Of the times that fire after one another only the first is said: the
 * others are found when it is their turn.
 *
 * @param now the time that fires, if one does
 * @param next the time after that, or, if none fires, the first in the future; none after a
 *     schedule that fires once
 */
public record Firings(Optional<Instant> now, Optional<Instant> next) {

  /**
   * The firings of a schedule.
   *
   * @param due the first of its times that has not fired
   * @param now by the clock that {@code due} is of
   * @param grace how late a time may be and still fire where the policy is {@link CatchUp#SKIP}:
   *     only what is later than this counts as missed there
   */
  public static Firings of(Schedule schedule, Instant due, Instant now, Duration grace) {
    if (due.isAfter(now)) {
      return new Firings(Optional.empty(), Optional.of(due));
    }
    CatchUp policy = schedule.catchUp();
    boolean skips = policy.kind() == CatchUp.Kind.SKIP;
    Instant first = firstOfLatest(schedule, skips ? 1 : policy.cap(), due, now);
    boolean isMissed = skips && first.plus(grace).isBefore(now);
    return new Firings(isMissed ? Optional.empty() : Optional.of(first), schedule.next(first));
  }

  /** The first of the latest so many times of a schedule from due to now, both included. */
  private static Instant firstOfLatest(Schedule schedule, int cap, Instant due, Instant now) {
    return switch (schedule) {
      case Schedule.At once -> due;
      case Schedule.After once -> due;
      case Schedule.Every every -> {
        long passed = Duration.between(due, now).dividedBy(every.interval());
        yield due.plus(every.interval().multipliedBy(Math.max(0, passed - cap + 1)));
      }
      case Schedule.Cron cron ->
          // It has one time a minute at most, so of few minutes none is left out.
          Duration.between(due, now).toMinutes() < cap
              ? due
              : CronTimes.parse(cron.expression()).firstOfLatest(cap, due, now, cron.zone());
    };
  }
}
