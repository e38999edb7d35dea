package dev.troupe.persistence.postgres.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockReadingTest {
  @Test
  void isAheadOrBehindOnlyAsFarAsIsCertain() {
    assertThat(ClockReading.ahead(1_050, 1_000, 1_020)).isEqualTo(Duration.ofMillis(30));
    assertThat(ClockReading.ahead(1_010, 1_000, 1_020)).isEqualTo(Duration.ZERO);
    assertThat(ClockReading.ahead(990, 1_000, 1_020)).isEqualTo(Duration.ofMillis(-10));
  }
}
