package dev.troupe.sample.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.call.CallSettings;
import dev.troupe.model.CommandId;
import dev.troupe.sample.payments.FlakyPayments.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that breaks off, falls silent and is busy is paid once, and in time or not at all. */
class PaymentsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final CommandId ORDER = CommandId.of("order-17");

  private ActorSystem<Till.Command> till;
  private FlakyPayments service;

  private void open(CallSettings settings, Moment... moments) throws IOException {
    service = FlakyPayments.start(moments);
    till =
        ActorSystem.create(
            Behaviors.setup(context ->
                Till.create(new Payments(service.url(), settings, context.getSystem()), PATIENCE)),
            "shop");
  }

  @AfterEach
  void close() {
    till.terminate();
    service.close();
  }

  private String pay(CommandId order) {
    CompletionStage<Till.Paid> paid =
        AskPattern.ask(
            till,
            replyTo -> new Till.Pay(order, 60, replyTo),
            PATIENCE.multipliedBy(2),
            till.scheduler());
    return paid.toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join().outcome();
  }

  // @start region="flaky"
  @Test
  void whoeverIsBusyBreaksOffOrFallsSilentChargesOnce() throws IOException {
    CallSettings settings =
        CallSettings.DEFAULT.withAttempts(8).withAttemptTimeout(Duration.ofSeconds(2));
    open(settings, Moment.BUSY, Moment.LOST_ANSWER, Moment.SILENT);
    assertThat(pay(ORDER)).isEqualTo("paid");
    assertThat(service.cents()).isEqualTo(60);
  }

  // @end

  @Test
  void theServiceIsToldHowLongItIsWaitedForAndNeverLongerThanBefore() throws IOException {
    open(CallSettings.DEFAULT.withAttemptTimeout(Duration.ofMinutes(5)), Moment.BUSY, Moment.BUSY);
    assertThat(pay(ORDER)).isEqualTo("paid");
    assertThat(service.patience())
        .hasSize(3)
        .isSortedAccordingTo((one, other) -> Long.compare(other, one))
        .allSatisfy(each -> assertThat(each).isPositive().isLessThanOrEqualTo(PATIENCE.toMillis()));
  }

  @Test
  void aNoIsANoAtOnce() throws IOException {
    open(CallSettings.DEFAULT, Moment.REFUSED);
    assertThat(pay(ORDER)).isEqualTo("not-paid");
    assertThat(service.patience()).hasSize(1);
    assertThat(service.cents()).isZero();
  }

  @Test
  void whatNobodyKnowsIsFoundOutByTheSameOrderAgain() throws IOException {
    open(CallSettings.DEFAULT.withAttempts(1), Moment.LOST_ANSWER);
    assertThat(pay(ORDER)).contains("'payments' did not answer; after 1 attempts");
    assertThat(service.cents()).isEqualTo(60);
    assertThat(pay(ORDER)).isEqualTo("paid");
    assertThat(service.cents()).isEqualTo(60);
  }
}
