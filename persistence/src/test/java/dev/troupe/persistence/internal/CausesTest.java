package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.UnreadableMessage;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CausesTest {
  @Test
  void aDatabaseThatDoesNotAnswerNowIsPassing() {
    for (Throwable cause :
        List.of(
            new TimeoutException(),
            new RejectedExecutionException(),
            new SQLTransientConnectionException("no connection in the pool"),
            new SQLException("gone"),
            new SQLException("connection", "08006"),
            new SQLException("deadlock", "40P01"),
            new SQLException("too many", "53300"),
            new SQLException("shutting down", "57P01"))) {
      assertThat(Causes.isPassing(cause)).as(cause.toString()).isTrue();
      assertThat(Causes.isPassing(new RuntimeException(new RuntimeException(cause)))).isTrue();
    }
  }

  @Test
  void whatIsStoredWrongOrCodedWrongIsNot() {
    for (Throwable cause :
        List.of(
            new UnreadableMessage("no event is called 'x'"),
            new IllegalStateException("in evolve"),
            new SQLException("no such table", "42P01"),
            new SQLException("duplicate", "23505"))) {
      assertThat(Causes.isPassing(cause)).as(cause.toString()).isFalse();
      assertThat(Causes.isPassing(new RuntimeException(cause))).isFalse();
    }
  }

  @Test
  void theDeepestCauseIsDescribedInOneLine() {
    assertThat(Causes.describe(new RuntimeException("outer", new SQLException("inner\nmore"))))
        .isEqualTo("inner");
    assertThat(Causes.describe(new TimeoutException())).isEqualTo("TimeoutException");
  }
}
