package dev.troupe.http;

import dev.troupe.http.internal.Requests;
import dev.troupe.model.CommandId;
import dev.troupe.model.TimedOut;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * How a request asks an entity.
 *
 * @param id the caller's name for the command, if it gave one
 * @param deadline when the caller waits no longer, by {@link System#nanoTime}, if it said so
 */
record AskTerms(Optional<CommandId> id, Optional<Long> deadline) {
  private static final Duration LEAST = Duration.ofMillis(1);

  /** Those of a command. To be read when the request comes: its patience counts from then on. */
  static AskTerms ofCommand(HttpRequest request) {
    return new AskTerms(Requests.commandId(request), deadline(request));
  }

  /** Those of a query, which has no id. */
  static AskTerms ofQuery(HttpRequest request) {
    return new AskTerms(Optional.empty(), deadline(request));
  }

  private static Optional<Long> deadline(HttpRequest request) {
    long now = System.nanoTime();
    return Requests.patience(request).map(patience -> now + patience.toNanos());
  }

  /**
   * How long the caller still waits, if it said so.
   *
   * @throws TimedOut if it does not any more, and so need not be asked for
   */
  Optional<Duration> patience() {
    Optional<Duration> left = deadline.map(moment -> Duration.ofNanos(moment - System.nanoTime()));
    if (left.filter(duration -> duration.compareTo(LEAST) < 0).isPresent()) {
      throw new TimedOut(
          "the Request-Timeout-Ms had passed before the request was there; nothing was asked");
    }
    return left;
  }
}
