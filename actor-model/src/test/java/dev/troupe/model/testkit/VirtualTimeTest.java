package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.troupe.model.Done;
import dev.troupe.model.testkit.EntityTestKit.Fired;
import dev.troupe.model.testkit.Relay.Cancel;
import dev.troupe.model.testkit.Relay.Count;
import dev.troupe.model.testkit.Relay.CountAfter;
import dev.troupe.model.testkit.Relay.CountAt;
import dev.troupe.model.testkit.Relay.CountEvery;
import dev.troupe.model.testkit.Relay.CountTwice;
import dev.troupe.model.testkit.Relay.GetCount;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The clock of the test kit, and the reminders that it fires. */
class VirtualTimeTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final EntityTestKit<Relay, Relay.Event, Relay.State> kit =
      EntityTestKit.of(Relay.of("r-1")).at(NOON);

  @Test
  void remindersFireAtTheirTimesAndInTheirOrder() {
    kit.when(new CountAfter("late", Duration.ofHours(2)));
    kit.when(new CountAfter("early", Duration.ofHours(1)));
    kit.when(new CountAt("also-late", NOON.plus(Duration.ofHours(2))));
    kit.when(new CountAfter("tomorrow", Duration.ofDays(1)));
    var fired = kit.advance(Duration.ofHours(3));
    assertThat(fired).extracting(Fired::name).containsExactly("early", "also-late", "late");
    assertThat(fired)
        .extracting(each -> Duration.between(NOON, each.at()).toHours())
        .containsExactly(1L, 2L, 2L);
    assertThat(fired.getLast().outcome().events()).containsExactly(new Relay.Counted());
    assertThat(kit.now()).isEqualTo(NOON.plus(Duration.ofHours(3)));
    kit.when(new GetCount()).thenReply(3);
  }

  @Test
  void oneThatFiresOnceDoesNotFireAgain() {
    kit.when(new CountAfter("once", Duration.ZERO)).thenReply(Done.DONE);
    assertThat(kit.advance(Duration.ZERO)).hasSize(1);
    assertThat(kit.advance(Duration.ofDays(999))).isEmpty();
  }

  @Test
  void aTimeThatHasPassedFiresAtOnceAndTheClockDoesNotGoBack() {
    kit.when(new CountAt("past", NOON.minusSeconds(9)));
    assertThat(kit.advance(Duration.ZERO)).extracting(Fired::at).containsExactly(NOON);
  }

  @Test
  void anIntervalFiresAtEachOfItsMultiples() {
    kit.when(new CountEvery("often", Duration.ofMinutes(10), false));
    assertThat(kit.advance(Duration.ofMinutes(59)))
        .extracting(each -> Duration.between(NOON, each.at()).toMinutes())
        .containsExactly(10L, 20L, 30L, 40L, 50L);
    assertThat(kit.advance(Duration.ofMinutes(1))).hasSize(1);
  }

  @Test
  void whatIsCancelledOrReplacedDoesNotFire() {
    kit.when(new CountAfter("gone", Duration.ofHours(1)));
    kit.when(new CountAfter("moved", Duration.ofHours(1)));
    kit.when(new Cancel("gone"));
    kit.when(new CountAfter("moved", Duration.ofHours(3)));
    assertThat(kit.advance(Duration.ofHours(2))).isEmpty();
    assertThat(kit.advance(Duration.ofHours(1))).extracting(Fired::name).containsExactly("moved");
  }

  @Test
  void whatAFiringSetsFiresAsTheClockGoesOn() {
    kit.when(new CountTwice(Duration.ofHours(1)));
    kit.when(new Count());
    assertThat(kit.advance(Duration.ofHours(1))).extracting(Fired::name).containsExactly("second");
  }

  @Test
  void theClockGoesOnAndEndsSomewhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kit.advance(Duration.ofSeconds(-1)))
        .withMessageContaining("zero or more, was 'PT-1S'");
    kit.when(new CountEvery("often", Duration.ofSeconds(1), false));
    assertThatIllegalStateException()
        .isThrownBy(() -> kit.advance(Duration.ofDays(1)))
        .withMessageContaining(
            "more than 10000 reminders fire within 'PT24H', the last is 'often'");
  }
}
