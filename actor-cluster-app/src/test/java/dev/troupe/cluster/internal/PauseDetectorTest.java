package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseDetectorTest {
  private long now = Long.MAX_VALUE - 1; // The clock's number may overflow.
  private final PauseDetector detector =
      new PauseDetector(Duration.ofSeconds(3), Duration.ofSeconds(12), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void aPauseThatNobodyNoticesIsNone() {
    pass(Duration.ofSeconds(3));
    assertThat(detector.isSuspect()).isFalse();
    assertThat(detector.beat()).isZero();
    assertThat(detector.isSuspect()).isFalse();
  }

  @Test
  void whoAsksFirstAfterAPauseSeesItThoughTheDetectorHasNotRunYet() {
    pass(Duration.ofSeconds(4));
    assertThat(detector.isSuspect()).isTrue();
  }

  @Test
  void afterALongPauseItStaysSuspectHoweverOftenItBeats() {
    pass(Duration.ofSeconds(35));
    assertThat(detector.beat()).isEqualTo(Duration.ofSeconds(35));
    pass(Duration.ofMillis(100));
    assertThat(detector.beat()).isZero();
    assertThat(detector.isSuspect()).isTrue();
  }

  @Test
  void itIsTrustedOnceTheOthersAnswerWhatWasAskedLongEnoughAfterwards() {
    pass(Duration.ofSeconds(35));
    detector.beat();
    assertThat(detector.heard(now)).isFalse();
    pass(Duration.ofSeconds(2));
    detector.beat();
    assertThat(detector.heard(now - Duration.ofSeconds(20).toNanos())).isFalse();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(1));
      detector.beat();
    }
    assertThat(detector.heard(now)).isTrue();
    assertThat(detector.isSuspect()).isFalse();
    assertThat(detector.heard(now)).isFalse();
  }

  @Test
  void aSecondPauseBeginsTheSuspicionAnew() {
    pass(Duration.ofSeconds(35));
    detector.beat();
    pass(Duration.ofSeconds(35));
    detector.beat();
    assertThat(detector.heard(now)).isFalse();
    assertThat(detector.isSuspect()).isTrue();
  }
}
