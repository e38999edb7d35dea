package dev.troupe.actor.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.troupe.model.CommandId;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How often, how long and whether at all a service is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalleeTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final CallSettings PATIENT = CallSettings.DEFAULT.withAttemptTimeout(LONG);
  private static final CommandId ID = CommandId.of("order-17");

  private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
  private final List<Attempt> attempts = Collections.synchronizedList(new ArrayList<>());
  private ActorSystem<Void> system;

  @BeforeAll
  void start() {
    system = ActorSystem.create(Behaviors.empty(), "calls");
  }

  @AfterAll
  void stop() {
    system.terminate();
  }

  /** A service that is called again without a pause; how long it could have been is kept. */
  private Callee callee(CallSettings settings) {
    pauses.clear();
    attempts.clear();
    return Callee.of(
        "payments",
        settings,
        system,
        longest -> {
          pauses.add(TimeUnit.NANOSECONDS.toMillis(longest));
          return 0;
        });
  }

  private CompletionStage<Reply<String>> call(
      Callee callee,
      Duration patience,
      Function<Attempt, CompletionStage<Answer<String>>> service) {
    return callee.call(
        Call.of(ID, patience),
        attempt -> {
          attempts.add(attempt);
          return service.apply(attempt);
        });
  }

  private static CompletionStage<Answer<String>> now(Answer<String> answer) {
    return CompletableFuture.completedStage(answer);
  }

  private static Reply<String> reply(CompletionStage<Reply<String>> stage) {
    return stage.toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
  }

  private static Failure failure(CompletionStage<Reply<String>> stage) {
    Throwable thrown = catchThrowable(() -> reply(stage));
    assertThat(thrown).isInstanceOf(CompletionException.class).cause().isInstanceOf(Failure.class);
    return (Failure) Objects.requireNonNull(thrown.getCause());
  }

  @Test
  void anAnswerYesOrNoEndsTheCall() {
    Callee callee = callee(PATIENT);
    assertThat(reply(call(callee, LONG, attempt -> now(Answer.accepted("receipt")))))
        .isEqualTo(new Reply.Accepted<>("receipt"));
    assertThat(reply(call(callee, LONG, attempt -> now(Answer.rejected("no-money", "none left")))))
        .isEqualTo(new Reply.Rejected<>("no-money", "none left"));
    assertThat(attempts).hasSize(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatFailsIsTriedAgainUnderTheSameIdAfterPausesThatGrow() {
    Callee callee = callee(PATIENT.withAttempts(6));
    Reply<String> reply =
        reply(
            call(
                callee,
                LONG,
                attempt ->
                    switch (attempt.number()) {
                      case 1 -> now(Answer.again("503"));
                      case 2 -> CompletableFuture.failedStage(new IOException("reset"));
                      case 3 -> throw new IllegalStateException("not even sent");
                      case 4 -> CompletableFuture.failedStage(new Unavailable("its database is"));
                      case 5 -> now(Answer.again("429", Duration.ofMillis(1)));
                      default -> now(Answer.accepted("receipt"));
                    }));
    assertThat(reply).isEqualTo(new Reply.Accepted<>("receipt"));
    assertThat(attempts).extracting(Attempt::number).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(attempts).extracting(Attempt::id).containsOnly(ID);
    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1_600L);
  }

  @Test
  void noPauseIsLongerThanTheLongest() {
    Callee callee = callee(PATIENT.withAttempts(1_000).with(new CallSettings.Budget(0, 8)));
    assertThat(failure(call(callee, LONG, attempt -> now(Answer.again("503")))))
        .isInstanceOf(Unavailable.class);
    assertThat(pauses).endsWith(1_600L, 2_000L, 2_000L, 2_000L, 2_000L).hasSize(8 + 1);
  }

  @Test
  void whoeverRunsOutOfAttemptsHearsWhatTheLastOneSaid() {
    Failure failure = failure(call(callee(PATIENT), LONG, attempt -> now(Answer.again("503"))));
    assertThat(failure)
        .isInstanceOf(Unavailable.class)
        .hasMessage("'payments' did not answer; after 3 attempts, the last: 503");
    assertThat(failure.isOutcomeUnknown()).isTrue();
  }

  @Test
  void anAttemptIsWaitedForNoLongerThanTheDeadlineAllows() {
    Callee callee = callee(PATIENT);
    Duration patience = Duration.ofMillis(50);
    Failure failure = failure(call(callee, patience, attempt -> new CompletableFuture<>()));
    assertThat(failure)
        .isInstanceOf(TimedOut.class)
        .hasMessageContaining("before the deadline; after 1 attempts");
    assertThat(attempts.getFirst().timeout()).isPositive().isLessThanOrEqualTo(patience);
  }

  @Test
  void anAttemptThatTakesTooLongIsGivenUpAndTheNextIsTried() {
    Callee callee = callee(PATIENT.withAttemptTimeout(Duration.ofMillis(20)));
    assertThat(
            reply(
                call(
                    callee,
                    LONG,
                    attempt ->
                        attempt.number() == 1
                            ? new CompletableFuture<>()
                            : now(Answer.accepted("receipt")))))
        .isEqualTo(new Reply.Accepted<>("receipt"));
    assertThat(attempts).extracting(Attempt::timeout).containsOnly(Duration.ofMillis(20));
  }

  @Test
  void nothingIsSentOnceTheDeadlineHasPassed() {
    Failure failure =
        failure(call(callee(PATIENT), Duration.ZERO, attempt -> now(Answer.accepted("late"))));
    assertThat(failure).isInstanceOf(TimedOut.class);
    assertThat(attempts).isEmpty();
  }

  @Test
  void aServiceThatAsksToBeLeftAloneForLongerThanTheDeadlineIs() {
    Callee callee = callee(PATIENT);
    Failure failure =
        failure(call(callee, LONG, attempt -> now(Answer.again("429", Duration.ofHours(1)))));
    assertThat(failure).isInstanceOf(Unavailable.class).hasMessageContaining("429");
    assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
    assertThat(attempts).hasSize(1);
  }

  @Test
  void allCallsTogetherRetryNoMoreThanTheBudgetAllows() {
    Callee callee =
        callee(
            PATIENT
                .with(new CallSettings.Budget(0.1, 5))
                .with(new CallSettings.Breaker(1_000_000, LONG)));
    int calls = 1_000;
    for (int i = 0; i < calls; i++) {
      failure(call(callee, LONG, attempt -> now(Answer.again("503"))));
    }
    // The first call finds the budget full, and adds nothing.
    assertThat(attempts).hasSize(calls + 5 + (calls - 1) / 10);
  }

  @Test
  void aServiceThatOnlyFailsIsLeftAloneAndThenTriedOnce() {
    Duration pause = Duration.ofMillis(50);
    Callee callee = callee(PATIENT.withAttempts(1).with(new CallSettings.Breaker(3, pause)));
    for (int i = 0; i < 3; i++) {
      failure(call(callee, LONG, attempt -> now(Answer.again("503"))));
    }
    attempts.clear();
    // Each attempt that is let through after a pause fails, and opens it again.
    Failure open = failure(call(callee, LONG, attempt -> now(Answer.again("503"))));
    while (!open.toString().contains("left alone")) {
      open = failure(call(callee, LONG, attempt -> now(Answer.again("503"))));
    }
    assertThat(open).isInstanceOf(Unavailable.class);
    assertThat(open.retryAfter()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
    Reply<String> reply = null;
    while (reply == null) {
      try {
        reply = reply(call(callee, LONG, attempt -> now(Answer.accepted("receipt"))));
      } catch (CompletionException stillOpen) {
        assertThat(stillOpen).hasMessageContaining("left alone");
      }
    }
    assertThat(reply).isEqualTo(new Reply.Accepted<>("receipt"));
    assertThat(reply(call(callee, LONG, attempt -> now(Answer.accepted("receipt")))))
        .isEqualTo(new Reply.Accepted<>("receipt"));
  }

  @Test
  void aNoDoesNotCountAsAFailureOfTheService() {
    Callee callee = callee(PATIENT.withAttempts(1).with(new CallSettings.Breaker(1, LONG)));
    for (int i = 0; i < 20; i++) {
      assertThat(reply(call(callee, LONG, attempt -> now(Answer.rejected("no-money", "none")))))
          .isInstanceOf(Reply.Rejected.class);
    }
    assertThat(attempts).hasSize(20);
  }

  @Test
  void aStepOfACallHasItsDeadlineAndAnIdThatIsTheSameEachTime() {
    Call call = Call.of(ID, LONG);
    assertThat(call.step("charge")).isEqualTo(call.step("charge"));
    assertThat(call.step("charge").id()).isEqualTo(CommandId.of("order-17/charge"));
    assertThat(call.step("charge").deadline()).isEqualTo(call.deadline());
    assertThat(Call.within(LONG).id()).isNotEqualTo(Call.within(LONG).id());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> call.step("has space"))
        .withMessageContaining("was 'order-17/has space'");
  }

  @Test
  void settingsThatCanNotBeAreRefused() {
    refused(() -> CallSettings.DEFAULT.withAttempts(0), "attempts must be 1 or more, was 0");
    refused(
        () -> CallSettings.DEFAULT.withAttemptTimeout(Duration.ZERO),
        "attempt timeout must be longer than nothing, was PT0S");
    refused(
        () -> new CallSettings.Backoff(LONG, Duration.ofSeconds(1)),
        "longest backoff must be PT1M or more, was PT1S");
    refused(() -> new CallSettings.Budget(-0.1, 1), "retries per call must be 0 to 10, was -0.1");
    refused(() -> new CallSettings.Budget(0.1, -1), "reserve of retries must be 0 or more, was -1");
    refused(
        () -> new CallSettings.Breaker(0, LONG),
        "failures before a pause must be 1 or more, was 0");
  }

  private static void refused(Runnable make, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(make::run)
        .withMessage(why);
  }
}
