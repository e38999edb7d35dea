package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** To send is not to wait, and what one sends to another arrives in order. */
class SendingTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final int SENDERS = 4;
  private static final int NUMBERS = 250_000;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void whoSendsGoesOnWhileTheReceiverIsBusyWithTheFirstMessage() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    TestProbe<Done> probe = KIT.createTestProbe();
    ActorRef<Integer> receiver =
        KIT.spawn(
            Behaviors.receiveMessage(number -> {
              busy.countDown();
              free.await();
              if (handled.incrementAndGet() == 1_000) {
                probe.ref().tell(Done.getInstance());
              }
              return Behaviors.same();
            }),
            DispatcherSelector.blocking());

    receiver.tell(0);
    assertThat(busy.await(1, TimeUnit.MINUTES)).isTrue();
    for (int i = 1; i < 1_000; i++) {
      receiver.tell(i);
    }
    assertThat(handled).hasValue(0);

    free.countDown();
    probe.receiveMessage();
    assertThat(handled).hasValue(1_000);
  }

  @Test
  void aMillionNumbersOfFourSendersArriveInTheOrderOfEach() {
    ActorRef<Ledger.Command> ledger = KIT.spawn(Ledger.create());
    TestProbe<Done> written = KIT.createTestProbe();
    for (int sender = 0; sender < SENDERS; sender++) {
      KIT.spawn(writer(sender, ledger)).tell(written.ref());
    }
    for (int sender = 0; sender < SENDERS; sender++) {
      written.receiveMessage();
    }

    TestProbe<Ledger.Summary> probe = KIT.createTestProbe();
    ledger.tell(new Ledger.GetSummary(probe.ref()));
    Ledger.Summary summary = probe.receiveMessage();
    assertThat(summary.outOfOrder()).isZero();
    assertThat(summary.last()).hasSize(SENDERS).containsValue(NUMBERS);
    assertThat(summary.last().values()).containsOnly(NUMBERS);
  }

  private static Behavior<ActorRef<Done>> writer(int number, ActorRef<Ledger.Command> ledger) {
    return Behaviors.receiveMessage(whenWritten -> {
      for (int i = 1; i <= NUMBERS; i++) {
        ledger.tell(new Ledger.Enter(number, i));
      }
      whenWritten.tell(Done.getInstance());
      return Behaviors.stopped();
    });
  }

  @Test
  void whatComesOutOfOrderWouldBeNoticed() {
    ActorRef<Ledger.Command> ledger = KIT.spawn(Ledger.create());
    TestProbe<Ledger.Summary> probe = KIT.createTestProbe();
    ledger.tell(new Ledger.Enter(0, 1));
    ledger.tell(new Ledger.Enter(0, 3));
    ledger.tell(new Ledger.Enter(0, 2));
    ledger.tell(new Ledger.GetSummary(probe.ref()));
    assertThat(probe.receiveMessage().outOfOrder()).isEqualTo(2);
  }
}
