package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the database is left alone. */
class FuseTest {
  private long now = Long.MAX_VALUE - 5_000_000; // Nanoseconds may overflow.
  private final Fuse fuse = new Fuse(3, Duration.ofMillis(10), () -> now);

  private void fail(int times) throws SQLTransientConnectionException {
    for (int i = 0; i < times; i++) {
      fuse.admit();
      fuse.failed();
    }
  }

  @Test
  void opensAfterFailuresInARow() throws SQLTransientConnectionException {
    fail(3);
    assertThatThrownBy(fuse::admit)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("failed '3' times in a row");
  }

  @Test
  void anAnswerInBetweenStartsTheCountAnew() throws SQLTransientConnectionException {
    fail(2);
    fuse.succeeded();
    fail(2);
    assertThatCode(fuse::admit).doesNotThrowAnyException();
  }

  @Test
  void afterItsRestOneCallTriesForAll() throws SQLTransientConnectionException {
    fail(3);
    now += 10_000_000;
    fuse.admit();
    assertThatThrownBy(fuse::admit).isInstanceOf(SQLTransientConnectionException.class);
    fuse.failed();
    assertThatThrownBy(fuse::admit).hasMessageContaining("left alone for another '10' ms");

    now += 10_000_000;
    fuse.admit();
    fuse.succeeded();
    assertThatCode(fuse::admit).doesNotThrowAnyException();
    assertThatCode(fuse::admit).doesNotThrowAnyException();
  }
}
