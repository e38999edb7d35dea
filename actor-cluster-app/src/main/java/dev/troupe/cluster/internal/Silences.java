package dev.troupe.cluster.internal;

import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The receivers that did not answer. One sender goes on to try such a receiver, and the others that
 * have something for it wait and take no room, however many they are. Confined to one thread.
 */
final class Silences {
  /** Beyond it the oldest are forgotten, and found out again. */
  private static final int MOST = 1000;

  private final Map<String, Silence> byReceiver = new LinkedHashMap<>();
  private final LongSupplier nanos;
  private final Duration patience;

  /** Until when nobody but the prober tries; later, whoever comes first. */
  private record Silence(String prober, long until) {}

  /**
   * Nobody is silent.
   *
   * @param nanos the time
   * @param patience how long an answer may take
   */
  Silences(LongSupplier nanos, Duration patience) {
    this.nanos = nanos;
    this.patience = patience;
  }

  /** The receiver did not answer, and its sender tries again after this time. */
  void failed(Waiting message, Duration wait) {
    Silence silence = byReceiver.get(message.receiverId());
    if (silence != null && isKept(silence) && !silence.prober().equals(message.sender())) {
      return;
    }
    // Time for a look that comes late and for the answer, as often as not.
    long until = nanos.getAsLong() + wait.multipliedBy(2).plus(patience).plusSeconds(1).toNanos();
    byReceiver.remove(message.receiverId());
    byReceiver.put(message.receiverId(), new Silence(message.sender(), until));
    if (byReceiver.size() > MOST) {
      byReceiver.remove(byReceiver.keySet().iterator().next());
    }
  }

  /** The receiver answered; whether it was silent before. */
  boolean answered(Waiting message) {
    return byReceiver.remove(message.receiverId()) != null;
  }

  /** Whether this message may be tried. */
  boolean allows(Waiting message) {
    Silence silence = byReceiver.get(message.receiverId());
    return silence == null || !isKept(silence) || silence.prober().equals(message.sender());
  }

  private boolean isKept(Silence silence) {
    return silence.until() - nanos.getAsLong() > 0;
  }

  /** What is not wanted because of them, or because its sender is busy. */
  Unwanted unwanted(Set<String> busy) {
    byReceiver.values().removeIf(silence -> !isKept(silence));
    return new Unwanted(
        busy,
        Set.copyOf(byReceiver.keySet()),
        byReceiver.values().stream().map(Silence::prober).collect(Collectors.toSet()));
  }
}
