package dev.troupe.cluster.internal;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.NotServed;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.time.Duration;
import java.util.Optional;

/** What is to become of a message after an attempt to deliver it. */
sealed interface Verdict {

  /** Nothing: it is gone. */
  record Done() implements Verdict {}

  /** Another attempt after this time, or none if that was the last. */
  record Refused(String reason, Duration pause) implements Verdict {}

  /** The same, of a message of which this build can make nothing. */
  record Unreadable(String reason, Duration pause) implements Verdict {}

  /** The same attempt again after this time, for nobody knows its outcome. */
  record Unanswered(String problem, Duration pause) implements Verdict {}

  /** What follows from this answer. */
  static Verdict of(EntityReply answer, Waiting message, OutboxSettings settings) {
    return switch (answer) {
      case EntityReply.Answered answered ->
          answered.reply() instanceof Reply.Rejected<?> no
              // If its sender wants to know, it was told by this, and there is no row to refuse.
              ? refused(no.code() + ": " + no.message(), message, settings)
              : new Done();
      case EntityReply.Failed failed ->
          switch (failed.failure()) {
            case AlreadyDelivered before -> new Done();
            case Broken broken -> refused(said(broken), message, settings);
            case TooLarge tooLarge -> refused(said(tooLarge), message, settings);
            case Forbidden forbidden -> refused(said(forbidden), message, settings);
            case Throttled passing -> unanswered(passing, message);
            case TimedOut passing -> unanswered(passing, message);
            case Unavailable passing -> unanswered(passing, message);
            case NotServed later ->
                unanswered(said(later), message, Optional.of(FiringEnd.RESUMED));
          };
    };
  }

  /** What follows from that no answer came, because of this. */
  static Verdict of(Throwable cause, Waiting message, OutboxSettings settings) {
    Throwable why = StageFailure.cause(cause);
    return why instanceof UnreadableMessage
        // The build that can read it may be on its way, and is not there in a moment.
        ? new Unreadable("unreadable: " + why.getMessage(), settings.maxBackoff())
        : unanswered(why.toString(), message, Optional.empty());
  }

  private static String said(Failure failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  private static Verdict refused(String reason, Waiting message, OutboxSettings settings) {
    return new Refused(reason, settings.backoff(message.delivery().attempt()));
  }

  private static Verdict unanswered(Failure passing, Waiting message) {
    return unanswered(said(passing), message, passing.retryAfter());
  }

  private static Verdict unanswered(String problem, Waiting message, Optional<Duration> atLeast) {
    Duration pause = OutboxSettings.pause(message.tries() + 1);
    return new Unanswered(problem, atLeast.filter(it -> it.compareTo(pause) > 0).orElse(pause));
  }
}
