package dev.troupe.actor;

import dev.troupe.model.internal.Doubling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many restarts a {@link SupervisedGroup} makes within a window, and how long it waits before
 * each.
 *
 * <p>The window slides: a failure counts until it is as old as the window. The restart that would
 * be one more than {@code most} is not made. What is counted are failures of the group, whichever
 * child it was, as in a supervisor of Erlang/OTP ("intensity" and "period").
 *
 * <p>The first restart of a window waits {@code minBackoff}, each further one twice as long, and
 * none longer than {@code maxBackoff}. Jitter makes a wait longer by up to that part of it, chosen
 * at random, so that groups that failed at one moment do not come back at one moment. Once all
 * failures are older than the window the wait is {@code minBackoff} again. A window should be
 * longer than its waits add up to, or the limit is never reached.
 *
 * <p>A value without a clock and without a source of chance; the group brings both.
 *
 * @param most restarts within the window; 0: none at all
 * @param window how long a failure counts
 * @param minBackoff the wait before the first restart; zero: none before any
 * @param maxBackoff the longest wait, before jitter
 * @param jitter from 0 to 1: the largest part of a wait that chance adds to it
 */
public record Restarts(
    int most, Duration window, Duration minBackoff, Duration maxBackoff, double jitter) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public Restarts {
    require(most >= 0, "most must be 0 or more", most);
    require(window.isPositive(), "window must be longer than zero", window);
    require(!minBackoff.isNegative(), "minBackoff must not be negative", minBackoff);
    require(
        maxBackoff.compareTo(minBackoff) >= 0,
        "maxBackoff must not be shorter than minBackoff " + minBackoff,
        maxBackoff);
    require(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1", jitter);
  }

  /** At most so many restarts within the window, each made at once. */
  public static Restarts of(int most, Duration window) {
    return new Restarts(most, window, Duration.ZERO, Duration.ZERO, 0);
  }

  /** The same, with a wait before each restart. */
  public Restarts withBackoff(Duration min, Duration max, double jitter) {
    return new Restarts(most, window, min, max, jitter);
  }

  /** The failures that still count at this moment, this one included. */
  List<Instant> counted(List<Instant> earlier, Instant now) {
    Instant oldest = now.minus(window);
    return Stream.concat(earlier.stream().filter(at -> at.isAfter(oldest)), Stream.of(now))
        .toList();
  }

  /**
   * How long to wait before the restart after the newest of these failures; empty if it is one too
   * many.
   *
   * @param chance from 0 to 1
   */
  Optional<Duration> delayAfter(List<Instant> failures, double chance) {
    if (failures.size() > most) {
      return Optional.empty();
    }
    double wait = Doubling.after(failures.size(), minBackoff, maxBackoff).toNanos();
    return Optional.of(Duration.ofNanos((long) (wait * (1 + jitter * chance))));
  }

  private static void require(boolean holds, String rule, Object was) {
    if (!holds) {
      throw new IllegalArgumentException("restarts: %s, was '%s'".formatted(rule, was));
    }
  }
}
