package dev.troupe.model.internal;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a reminder does now: which of its times fire, one after the other, and when it is due next.
 *
 * @param now the times that fire, in their order
 * @param next the first time in the future, if there is one
 */
public record Firings(List<Instant> now, Optional<Instant> next) {

  /** Keeps the times from being changed later. */
  public Firings {
    now = List.copyOf(now);
  }

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
      return new Firings(List.of(), Optional.of(due));
    }
    CatchUp policy = schedule.catchUp();
    boolean skips = policy.kind() == CatchUp.Kind.SKIP;
    Deque<Instant> times = latest(schedule, due, now, skips ? 1 : policy.cap());
    Optional<Instant> next = schedule.next(times.getLast());
    if (skips && times.getLast().plus(grace).isBefore(now)) {
      times.clear();
    }
    return new Firings(List.copyOf(times), next);
  }

  /** The time after the first one that fires: the next of those that fire, or the next at all. */
  public Optional<Instant> afterFirst() {
    return now.size() > 1 ? Optional.of(now.get(1)) : next;
  }

  /** The latest times of a schedule from due to now, both included; at least one, at most cap. */
  private static Deque<Instant> latest(Schedule schedule, Instant due, Instant now, int cap) {
    return switch (schedule) {
      case Schedule.At once -> new ArrayDeque<>(List.of(due));
      case Schedule.After once -> new ArrayDeque<>(List.of(due));
      case Schedule.Every every -> {
        long passed = Duration.between(due, now).dividedBy(every.interval());
        Instant from = due.plus(every.interval().multipliedBy(Math.max(0, passed - cap + 1)));
        yield timesFrom(every, from, now, cap);
      }
      case Schedule.Cron cron -> latestOfCron(cron, due, now, cap);
    };
  }

  /**
   * A cron expression can only be followed forwards. So that years of missed minutes cost no more
   * than those that fire, it is followed from ever earlier starts, until there are enough.
   */
  private static Deque<Instant> latestOfCron(
      Schedule.Cron cron, Instant due, Instant now, int cap) {
    Duration back = Duration.ofMinutes(1L + cap);
    while (now.minus(back).isAfter(due)) {
      Deque<Instant> times = timesFrom(cron, cron.next(now.minus(back)).orElseThrow(), now, cap);
      if (times.size() == cap) {
        return times;
      }
      back = back.multipliedBy(4);
    }
    return timesFrom(cron, due, now, cap);
  }

  private static Deque<Instant> timesFrom(Schedule schedule, Instant first, Instant now, int cap) {
    Deque<Instant> times = new ArrayDeque<>();
    for (Instant time = first; !time.isAfter(now); time = schedule.next(time).orElse(Instant.MAX)) {
      times.addLast(time);
      if (times.size() > cap) {
        times.removeFirst();
      }
    }
    return times;
  }
}
