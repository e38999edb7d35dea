package dev.troupe.persistence;

import java.util.Optional;

/**
 * How a command came to this JVM, and by whom.
 *
 * @param sinceNanos when it was sent here, or arrived from another node, by {@link
 *     System#nanoTime}; so that no two clocks are compared
 * @param traceparent what it is a part of, as a {@code traceparent} of W3C Trace Context, if that
 *     is known
 * @param principal the subject of who asked, if it was not the node itself. It decides nothing:
 *     what it may was looked at where it asked
 */
public record Passage(long sinceNanos, Optional<String> traceparent, Optional<String> principal) {
  /** One more than the standard's 55 characters could be anything. */
  static final int LONGEST_TRACEPARENT = 55;

  /** As long as a subject may be. */
  static final int LONGEST_PRINCIPAL = 255;

  /** One that begins now, as a part of nothing. */
  public static Passage now() {
    return now(Optional.empty());
  }

  /** One that begins now, as a part of this; what is too long to be one is left out. */
  public static Passage now(Optional<String> traceparent) {
    return now(traceparent, Optional.empty());
  }

  /** The same, asked by this principal; a subject that is too long to be one is left out. */
  public static Passage now(Optional<String> traceparent, Optional<String> principal) {
    return new Passage(
        System.nanoTime(),
        traceparent.filter(each -> each.length() <= LONGEST_TRACEPARENT),
        principal.filter(each -> each.length() <= LONGEST_PRINCIPAL));
  }
}
