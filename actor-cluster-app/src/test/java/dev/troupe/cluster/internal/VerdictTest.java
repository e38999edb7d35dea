package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Done;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Waiting MESSAGE = OutboxSamples.message("acme", "g", "a", 1);
  private static final OutboxSettings SETTINGS = OutboxSamples.settings("");

  private static Verdict of(Reply<?> reply) {
    return Verdict.of(new EntityReply.Answered("account", "deposit", reply), MESSAGE, SETTINGS);
  }

  private static Verdict of(Failure failure) {
    return Verdict.of(new EntityReply.Failed(failure), MESSAGE, SETTINGS);
  }

  @Test
  void whatWasAcceptedNowOrBeforeIsDone() {
    assertThat(of(new Reply.Accepted<>(Done.DONE))).isEqualTo(new Verdict.Done());
    assertThat(of(new AlreadyDelivered("it was"))).isEqualTo(new Verdict.Done());
  }

  @Test
  void whatIsRejectedOrBreaksIsRefused() {
    Duration first = Duration.ofMillis(500);
    assertThat(of(new Reply.Rejected<>("not-open", "a is not open")))
        .isEqualTo(new Verdict.Refused("not-open: a is not open", first));
    assertThat(of(new Broken("it broke")))
        .isEqualTo(new Verdict.Refused("broken: it broke", first));
    assertThat(of(new TooLarge("it is"))).isEqualTo(new Verdict.Refused("too-large: it is", first));
  }

  @Test
  void whatHadNoAnswerIsTriedAgainAndNotCounted() {
    assertThat(of(new TimedOut("late")))
        .isEqualTo(new Verdict.Unanswered("timed-out: late", Duration.ofSeconds(1)));
    assertThat(of(new Unavailable("away", Duration.ofSeconds(30))))
        .isEqualTo(new Verdict.Unanswered("unavailable: away", Duration.ofSeconds(30)));
    assertThat(Verdict.of(new IllegalStateException("late"), MESSAGE, SETTINGS))
        .isEqualTo(
            new Verdict.Unanswered("java.lang.IllegalStateException: late", Duration.ofSeconds(1)));
  }

  @Test
  void whatThisBuildCannotReadIsCountedAndWaitsForLong() {
    UnreadableMessage unknown = new UnreadableMessage("no such type");
    Verdict expected = new Verdict.Unreadable("unreadable: no such type", Duration.ofMinutes(1));
    assertThat(Verdict.of(unknown, MESSAGE, SETTINGS)).isEqualTo(expected);
    assertThat(Verdict.of(new CompletionException(unknown), MESSAGE, SETTINGS)).isEqualTo(expected);
  }
}
