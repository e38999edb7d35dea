package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Restarts THREE_A_MINUTE =
      Restarts.of(3, Duration.ofMinutes(1))
          .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(3), 0.2);

  private static List<Instant> failures(int count) {
    return Collections.nCopies(count, NOON);
  }

  @Test
  void theWaitDoublesUpToTheLongest() {
    assertThat(THREE_A_MINUTE.delayAfter(failures(1), 0)).contains(Duration.ofSeconds(1));
    assertThat(THREE_A_MINUTE.delayAfter(failures(2), 0)).contains(Duration.ofSeconds(2));
    assertThat(THREE_A_MINUTE.delayAfter(failures(3), 0)).contains(Duration.ofSeconds(3));
  }

  @Test
  void oneMoreThanTheLimitIsNotMade() {
    assertThat(THREE_A_MINUTE.delayAfter(failures(4), 0)).isEmpty();
    assertThat(Restarts.of(0, Duration.ofMinutes(1)).delayAfter(failures(1), 0)).isEmpty();
  }

  @Test
  void chanceAddsUpToTheJitter() {
    assertThat(THREE_A_MINUTE.delayAfter(failures(1), 0.5)).contains(Duration.ofMillis(1_100));
    assertThat(THREE_A_MINUTE.delayAfter(failures(1), 1)).contains(Duration.ofMillis(1_200));
  }

  @Test
  void withoutABackoffThereIsNoWait() {
    assertThat(Restarts.of(3, Duration.ofMinutes(1)).delayAfter(failures(3), 1))
        .contains(Duration.ZERO);
  }

  @Test
  void manyRestartsOverflowNothing() {
    Restarts many =
        Restarts.of(100_000, Duration.ofDays(1))
            .withBackoff(Duration.ofSeconds(1), Duration.ofHours(1), 1);
    assertThat(many.delayAfter(failures(90_000), 1)).contains(Duration.ofHours(2));
  }

  @Test
  void aFailureCountsUntilItIsAsOldAsTheWindow() {
    List<Instant> earlier = List.of(NOON, NOON.plusSeconds(1));
    Instant aMinuteLater = NOON.plusSeconds(60);
    assertThat(THREE_A_MINUTE.counted(earlier, aMinuteLater.minusNanos(1))).hasSize(3);
    assertThat(THREE_A_MINUTE.counted(earlier, aMinuteLater))
        .containsExactly(NOON.plusSeconds(1), aMinuteLater);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Restarts.of(-1, Duration.ofMinutes(1)))
        .withMessage("restarts: most must be 0 or more, was '-1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Restarts.of(1, Duration.ZERO))
        .withMessage("restarts: window must be longer than zero, was 'PT0S'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> THREE_A_MINUTE.withBackoff(Duration.ofSeconds(-1), Duration.ZERO, 0))
        .withMessage("restarts: minBackoff must not be negative, was 'PT-1S'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> THREE_A_MINUTE.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 0))
        .withMessage("restarts: maxBackoff must not be shorter than minBackoff PT2S, was 'PT1S'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> THREE_A_MINUTE.withBackoff(Duration.ZERO, Duration.ZERO, 1.1))
        .withMessage("restarts: jitter must be from 0 to 1, was '1.1'");
  }
}
