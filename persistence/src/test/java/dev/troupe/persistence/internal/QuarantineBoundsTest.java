package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuarantineBoundsTest {
  private final Quarantine quarantine = new Quarantine();

  @Test
  void whatIsQuarantinedIsFoundUntilItIsOver() {
    quarantine.add("a", "because", Duration.ofHours(1));
    assertThat(quarantine.find("a"))
        .hasValueSatisfying(sentence -> {
          assertThat(sentence.why()).isEqualTo("because");
          assertThat(sentence.retryAfter()).isGreaterThan(Duration.ofMinutes(59));
          assertThat(sentence.isOver()).isFalse();
        });
    quarantine.add("b", "because", Duration.ZERO);
    assertThat(quarantine.find("b")).isEmpty();
    assertThat(quarantine.find("c")).isEmpty();
  }

  @Test
  void aCallerIsAskedToWaitAtLeastASecond() {
    quarantine.add("a", "because", Duration.ofMillis(500));
    assertThat(quarantine.find("a").orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void holdsNoMoreThanItsMost() {
    for (int i = 0; i < Quarantine.MOST + 10; i++) {
      quarantine.add("e-" + i, "because", Duration.ofHours(1));
    }
    assertThat(quarantine.find("e-0")).isPresent();
    assertThat(quarantine.find("e-" + (Quarantine.MOST - 1))).isPresent();
    assertThat(quarantine.find("e-" + Quarantine.MOST)).isEmpty();
    quarantine.add("e-0", "still", Duration.ofHours(1));
    assertThat(quarantine.find("e-0").orElseThrow().why()).isEqualTo("still");
  }

  @Test
  void thoseThatAreOverMakeRoom() {
    for (int i = 0; i < Quarantine.MOST; i++) {
      quarantine.add("e-" + i, "because", Duration.ZERO);
    }
    quarantine.add("late", "because", Duration.ofHours(1));
    assertThat(quarantine.find("late")).isPresent();
  }
}
