package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.Cart;
import dev.troupe.model.Followup;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import dev.troupe.model.Ticket;
import dev.troupe.model.Ticket.Confirm;
import dev.troupe.model.Ticket.Nudge;
import dev.troupe.model.Ticket.Release;
import dev.troupe.model.Ticket.Reserve;
import dev.troupe.model.Ticket.Reserved;
import dev.troupe.model.Ticket.State;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the test kit says of messages and reminders. */
class FollowupsTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Schedule TWO_HOURLY = Schedule.every(Duration.ofHours(2));
  private static final OutboxMessage ADD =
      OutboxMessage.to(Cart.TYPE, "c-1", new Cart.Add("ticket", 1))
          .whenAccepted(new Confirm())
          .whenRejected(new Release());

  private final EntityTestKit<Ticket, Ticket.Event, State> kit = EntityTestKit.of(Ticket.of("t-1"));

  @Test
  void agreesWithWhatIsCommittedWithTheEvents() {
    var outcome =
        kit.when(new Reserve("c-1", NOON))
            .thenEvents(new Reserved("c-1"))
            .thenEnqueued(ADD)
            .thenReminds("release", NOON, new Release())
            .thenFollowups(
                new Followup.Enqueue(ADD),
                new Followup.Remind("release", Schedule.at(NOON), new Release()));

    assertThat(outcome.followups()).hasSize(2);
    assertThat(kit.when(new Confirm()).thenForgets("release").thenEnqueued().followups())
        .containsExactly(new Followup.Forget("release"));
  }

  @Test
  void agreesWithFollowupsOfNoEvent() {
    assertThat(kit.when(new Release()).thenEvents().thenForgets("nudge").followups()).hasSize(1);
  }

  @Test
  void ofSeveralWordsAboutOneNameTheLastHolds() {
    var outcome = kit.when(new Nudge()).thenReminds("nudge", TWO_HOURLY, new Nudge());

    fails(
        () -> outcome.thenReminds("nudge", Schedule.every(Duration.ofHours(1)), new Nudge()),
        "expected reminder 'nudge' Remind[name=nudge, schedule=Every[interval=PT1H,",
        "but was Remind[name=nudge, schedule=Every[interval=PT2H,");
  }

  @Test
  void showsBothSidesWhereTheyDiffer() {
    var outcome = kit.when(new Reserve("c-1", NOON));

    fails(
        () -> outcome.thenEnqueued(),
        "expected messages [], but was [OutboxMessage[type=entity type cart, id=c-1, command=Add[");
    fails(
        () -> outcome.thenForgets("release"),
        "expected reminder 'release' Forget[name=release], but was Remind[name=release");
    fails(
        () -> outcome.thenForgets("nudge"),
        "expected reminder 'nudge' Forget[name=nudge], but was [Enqueue[",
        "Remind[name=release");
    fails(
        () -> outcome.thenReminds("release", NOON.plusSeconds(1), new Release()),
        "12:00:01Z], command=Release[]], but was",
        "12:00:00Z], command=Release[]]");
    fails(() -> outcome.thenFollowups(), "expected followups [], but was [Enqueue[");
  }

  @Test
  void catchesAQueryThatIsFollowedBySomething() {
    fails(
        () -> kit.when(new Ticket.GetAdvice()),
        "starts with Get persists nothing, but GetAdvice[] was followed by [Forget[name=nudge]]");
  }

  @Test
  void catchesACommandOfAnotherEntity() {
    fails(
        () -> kit.when(new Ticket.Misaddress()),
        "Ticket can only be reminded by a command of its own, but Remove[item=ticket] is addressed to dev.troupe.model.Cart");
    fails(
        () -> kit.when(new Ticket.Mislead()),
        "Ticket can only be told a command of its own, but Annotate[note=lost] is addressed to dev.troupe.model.Cart");
  }

  private static void fails(ThrowingCallable check, String... messages) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(check)
        .satisfies(e -> assertThat(e).hasMessageContainingAll(messages));
  }
}
