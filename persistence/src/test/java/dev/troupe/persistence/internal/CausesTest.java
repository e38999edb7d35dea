package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.WriteRefused;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
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

  @Test
  void whatSomethingUnreadableHoldsIsNotDescribed() {
    Throwable unreadable =
        new RuntimeException(
            new UnreadableMessage(
                "'name' can't be read", new IllegalArgumentException("said by a tenant")));
    assertThat(Causes.describe(unreadable)).isEqualTo("'name' can't be read");
    assertThat(Causes.mayQuote(unreadable)).isTrue();
    assertThat(Causes.mayQuote(new IllegalStateException("in evolve"))).isFalse();
  }

  @Test
  void theCallerIsToldWhatTheJournalMeant() {
    assertThat(told(new WriteRefused.AnotherWriter("t|a:b", 7)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("event '7'")
        .hasMessageContaining("same command id");
    assertThat(told(new WriteRefused.BadData("t|a:b", "too long", new SQLException())))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("too long");
    assertThat(told(new WriteRefused.DeliveryDone("t|a:b", new Delivery.OfMessage(4, 1))))
        .isInstanceOf(AlreadyDelivered.class)
        .hasMessageContaining("message 4/1");
    Throttled full = new Throttled("tenant a", "rows", 1, Duration.ofMillis(1));
    assertThat(told(full)).isSameAs(full);
    assertThat(told(new SQLException("gone", "08006")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("may not have been written: gone");
  }

  private static Failure told(Exception cause) {
    return Causes.failure("t|a:b", new RuntimeException(cause));
  }
}
