package dev.troupe.model.internal;

import java.time.Duration;

/** A wait that is twice as long each time, up to a longest. */
public final class Doubling {
  private Doubling() {}

  /**
   * How long to wait after so many tries.
   *
   * @param tries 1 after the first
   * @param first the wait after that, unless {@code longest} is shorter
   */
  public static Duration after(int tries, Duration first, Duration longest) {
    double doubled = first.toNanos() * Math.pow(2, tries - 1.0);
    return doubled < longest.toNanos() ? Duration.ofNanos((long) doubled) : longest;
  }
}
