package dev.troupe.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoublingTest {
  private static final Duration FIRST = Duration.ofMillis(300);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  @Test
  void isTwiceAsLongEachTimeUpToTheLongest() {
    assertThat(Doubling.after(1, FIRST, LONGEST)).isEqualTo(FIRST);
    assertThat(Doubling.after(2, FIRST, LONGEST)).isEqualTo(Duration.ofMillis(600));
    assertThat(Doubling.after(3, FIRST, LONGEST)).isEqualTo(LONGEST);
    assertThat(Doubling.after(Integer.MAX_VALUE, FIRST, LONGEST)).isEqualTo(LONGEST);
  }

  @Test
  void nothingDoubledIsNothing() {
    assertThat(Doubling.after(90_000, Duration.ZERO, Duration.ZERO)).isZero();
  }
}
