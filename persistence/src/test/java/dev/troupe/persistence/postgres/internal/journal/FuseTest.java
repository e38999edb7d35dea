package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;

/** When the database is left alone. */
class FuseTest {
  private long now = Long.MAX_VALUE - 5; // Nanoseconds may overflow.
  private final Fuse fuse = new Fuse(3, Duration.ofNanos(10), () -> now);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      fuse.admit();
      fuse.failed();
    }
  }

  @Test
  void opensAfterFailuresInARow() {
    fail(3);
    assertThatThrownBy(fuse::admit)
        .isInstanceOf(CircuitBreakerOpenException.class)
        .hasMessageContaining("failed 3 times in a row");
  }

  @Test
  void anAnswerInBetweenStartsTheCountAnew() {
    fail(2);
    fuse.succeeded();
    fail(2);
    assertThatCode(fuse::admit).doesNotThrowAnyException();
  }

  @Test
  void afterItsRestOneCallTriesForAll() {
    fail(3);
    now += 10;
    fuse.admit();
    assertThatThrownBy(fuse::admit).isInstanceOf(CircuitBreakerOpenException.class);
    fuse.failed();
    assertThatThrownBy(fuse::admit)
        .isInstanceOfSatisfying(
            CircuitBreakerOpenException.class,
            e -> assertThat(e.remainingDuration().toNanos()).isEqualTo(10));

    now += 10;
    fuse.admit();
    fuse.succeeded();
    assertThatCode(fuse::admit).doesNotThrowAnyException();
    assertThatCode(fuse::admit).doesNotThrowAnyException();
  }
}
