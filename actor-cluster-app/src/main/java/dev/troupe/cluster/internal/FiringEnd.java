package dev.troupe.cluster.internal;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.NotServed;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityReply;
import java.time.Duration;

/** What becomes of a firing. */
sealed interface FiringEnd {
  /** When something that passes is tried again. */
  Duration SOON = Duration.ofSeconds(1);

  /** When a tenant that is not served is tried again, since it may have been resumed. */
  Duration RESUMED = Duration.ofSeconds(30);

  /** It is done, and the reminder has gone on in the transaction of its effect. */
  record Done() implements FiringEnd {}

  /** The same again after this time, which counts for nothing. */
  record Release(Duration pause) implements FiringEnd {}

  /** The same again after this time, as the next attempt. */
  record Again(Duration pause) implements FiringEnd {}

  /** Not before an operator says so, for this reason. */
  record Park(String reason) implements FiringEnd {}

  /** What follows from the entity's answer to this attempt. */
  static FiringEnd of(EntityReply answer, int attempt, ReminderSettings.Retry retry) {
    return switch (answer) {
      case EntityReply.Answered done -> new Done();
      case EntityReply.Failed failed ->
          switch (failed.failure()) {
            case AlreadyDelivered done -> new Done();
            case Broken broken -> refused(reason(broken), attempt, retry);
            case TooLarge tooLarge -> refused(reason(tooLarge), attempt, retry);
            case Forbidden forbidden -> refused(reason(forbidden), attempt, retry);
            case Throttled passing -> release(passing);
            case TimedOut passing -> release(passing);
            case Unavailable passing -> release(passing);
            case NotServed later -> new Release(RESUMED);
          };
    };
  }

  /** What follows if this attempt can't ever be done. */
  static FiringEnd refused(String reason, int attempt, ReminderSettings.Retry retry) {
    return attempt < retry.mostAttempts() ? new Again(retry.backoff(attempt)) : new Park(reason);
  }

  private static FiringEnd release(Failure passing) {
    return new Release(passing.retryAfter().orElse(SOON));
  }

  private static String reason(Failure failure) {
    return failure.code() + ": " + failure.getMessage();
  }
}
