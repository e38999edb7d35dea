package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.docs.guide.Trial.Begin;
import dev.troupe.docs.guide.Trial.Begun;
import dev.troupe.docs.guide.Trial.CountWeek;
import dev.troupe.docs.guide.Trial.End;
import dev.troupe.docs.guide.Trial.Ended;
import dev.troupe.docs.guide.Trial.GiveUp;
import dev.troupe.docs.guide.Trial.Keep;
import dev.troupe.docs.guide.Trial.Kept;
import dev.troupe.docs.guide.Trial.WeekPassed;
import dev.troupe.model.EntityKey;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.EntityTestKit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

// @start region="test"
class TrialTest {
  private final EntityTestKit<Trial, Trial.Event, Trial.State> trial =
      EntityTestKit.of(new Trial(EntityKey.of(TenantId.of("acme"), "t-1")));

  @Test
  void subscribesAndEndsByItself() {
    trial
        .when(new Begin("team"))
        .thenEvents(new Begun("team"))
        .thenEnqueued(
            OutboxMessage.to(Subscription.TYPE, "t-1", new Subscription.Subscribe("team", 1))
                .whenRejected(new GiveUp()))
        .thenReminds("end", Trial.TWO_WEEKS, new End())
        .thenReminds("week", Trial.MONDAYS, new CountWeek());
    trial
        .when(new End())
        .thenEvents(new Ended())
        .thenEnqueued(OutboxMessage.to(Subscription.TYPE, "t-1", new Subscription.Cancel()))
        .thenForgets("week");
  }

  @Test
  void doesNotEndOnceItIsKept() {
    trial.given(new Begun("team")).when(new Keep()).thenForgets("end").thenEnqueued();
    trial.when(new End()).thenRejected("not-running").thenFollowups();
  }

  // @end

  // @start region="clock"
  @Test
  void endsAfterTwoWeeksOfWhichEachIsCounted() {
    trial.at(Instant.parse("2026-03-04T12:00:00Z")).when(new Begin("team"));
    assertThat(trial.advance(Duration.ofDays(30)))
        .extracting(EntityTestKit.Fired::name)
        .containsExactly("week", "week", "end");
    trial.when(new Keep()).thenRejected("not-running");
  }

  // @end
  @Test
  void endsWhenTheSubscriptionSaysNo() {
    trial
        .given(new Begun("team"))
        .when(new GiveUp())
        .thenEvents(new Ended())
        .thenForgets("end")
        .thenForgets("week")
        .thenEnqueued();
    trial.when(new Begin("solo")).thenEvents(new Begun("solo"));
  }

  @Test
  void countsItsWeeksOnMondaysAtNineInBerlin() {
    trial
        .given(new Begun("team"))
        .when(new CountWeek())
        .thenEvents(new WeekPassed())
        .thenState(new Trial.State(true, 1))
        .thenFollowups();
    trial.given(new Kept()).when(new CountWeek()).thenRejected("not-running");
    // @start region="next"
    Instant sunday = Instant.parse("2026-03-29T12:00:00Z");
    assertThat(Trial.MONDAYS.next(sunday)).contains(Instant.parse("2026-03-30T07:00:00Z"));
    // @end
  }
}
