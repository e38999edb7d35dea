package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Kiln.Chime;
import dev.troupe.sample.actors.Kiln.Chimed;
import dev.troupe.sample.actors.Kiln.Command;
import dev.troupe.sample.actors.Kiln.Fire;
import dev.troupe.sample.actors.Kiln.Fired;
import dev.troupe.sample.actors.Kiln.GetHeat;
import dev.troupe.sample.actors.Kiln.Heat;
import dev.troupe.sample.actors.Kiln.MeasureEvery;
import dev.troupe.sample.actors.Kiln.MeasureIn;
import dev.troupe.sample.actors.Kiln.PutOut;
import dev.troupe.sample.actors.Kiln.StopMeasuring;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Time passes when the test says so. What a kiln did by then is known once it has answered. */
class KilnTest {
  private static final ActorTestKit KIT = Kits.withManualTime();
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Behavior<Command> behavior = Kiln.create(KIT.spawn(Thermometer.create(900)));
  private final ActorRef<Command> kiln = KIT.spawn(behavior);
  private final TestProbe<Heat> heat = KIT.createTestProbe();
  private final TestProbe<Fired> potter = KIT.createTestProbe();
  private final TestProbe<Chimed> listener = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private Heat heat() {
    kiln.tell(new GetHeat(heat.ref()));
    return heat.receiveMessage();
  }

  /** Lets time pass for a kiln that has read all it was sent, and waits until it has again. */
  private void pass(Duration time) {
    heat();
    TIME.timePasses(time);
    heat();
  }

  private Heat awaitMeasured(int times) {
    return heat.awaitAssert(() -> {
      Heat last = heat();
      assertThat(last.measured()).isEqualTo(times);
      return last;
    });
  }

  @Test
  void sendsOnceWhenItIsTimeAndNotBefore() {
    kiln.tell(new Fire(Duration.ofHours(8), potter.ref()));

    pass(Duration.ofHours(8).minus(MINUTE));
    potter.expectNoMessage(Duration.ZERO);
    pass(MINUTE);
    potter.receiveMessage();
    pass(Duration.ofDays(30));
    potter.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sendsRepeatedly() {
    kiln.tell(new Chime(Duration.ofMinutes(10), listener.ref()));
    pass(Duration.ofMinutes(9));
    listener.expectNoMessage(Duration.ZERO);
    pass(MINUTE);
    assertThat(listener.receiveSeveralMessages(1)).hasSize(1);
    pass(Duration.ofMinutes(59));
    assertThat(listener.receiveSeveralMessages(5)).hasSize(5);
    listener.expectNoMessage(Duration.ZERO);
  }

  @Test
  void asksOnceAndIsAnswered() {
    kiln.tell(new MeasureIn(Duration.ofHours(1)));
    pass(Duration.ofHours(1).minus(MINUTE));
    assertThat(heat()).isEqualTo(new Heat(20, 0));
    pass(MINUTE);
    assertThat(awaitMeasured(1)).isEqualTo(new Heat(900, 1));
    pass(Duration.ofDays(30));
    assertThat(heat()).isEqualTo(new Heat(900, 1));
  }

  @Test
  void asksRepeatedlyAndIsAnsweredEachTime() {
    kiln.tell(new MeasureEvery(Duration.ofMinutes(5)));
    for (int times = 1; times <= 4; times++) {
      pass(Duration.ofMinutes(5));
      assertThat(awaitMeasured(times)).isEqualTo(new Heat(890 + 10 * times, times));
    }
  }

  @Test
  void asksNobodyOnceMeasuringIsCancelledAndChimesOn() {
    kiln.tell(new MeasureEvery(Duration.ofMinutes(5)));
    kiln.tell(new Chime(Duration.ofMinutes(5), listener.ref()));
    pass(Duration.ofMinutes(5));
    awaitMeasured(1);

    kiln.tell(new StopMeasuring());
    pass(Duration.ofMinutes(30));

    assertThat(listener.receiveSeveralMessages(7)).hasSize(7);
    assertThat(heat().measured()).isEqualTo(1);
  }

  @Test
  void isSilentOnceItIsPutOut() {
    kiln.tell(new Fire(Duration.ofHours(8), potter.ref()));
    kiln.tell(new Chime(Duration.ofMinutes(10), listener.ref()));
    kiln.tell(new MeasureIn(Duration.ofHours(1)));
    kiln.tell(new PutOut());

    pass(Duration.ofDays(30));

    potter.expectNoMessage(Duration.ZERO);
    listener.expectNoMessage(Duration.ZERO);
    assertThat(heat().measured()).isZero();
  }

  @Test
  void whatIsCancelledNeverComesNotEvenIfItsMessageWaitsAlready() {
    CountDownLatch free = new CountDownLatch(1);
    TestProbe<Done> busy = KIT.createTestProbe();
    ActorRef<Command> held =
        KIT.spawn(
            Behaviors.intercept(() -> new HeldByGetHeat(busy.ref(), free), behavior),
            DispatcherSelector.blocking());
    held.tell(new Fire(Duration.ofHours(8), potter.ref()));
    held.tell(new GetHeat(heat.ref()));
    busy.receiveMessage();

    held.tell(new PutOut());
    TIME.timePasses(Duration.ofHours(8)); // The timer's message is now behind that.
    free.countDown();
    heat.receiveMessage();
    held.tell(new GetHeat(heat.ref()));
    heat.receiveMessage();

    potter.expectNoMessage(Duration.ZERO);
  }

  private static final class HeldByGetHeat extends BehaviorInterceptor<Command, Command> {
    private final ActorRef<Done> busy;
    private final CountDownLatch free;

    HeldByGetHeat(ActorRef<Done> busy, CountDownLatch free) {
      super(Command.class);
      this.busy = busy;
      this.free = free;
    }

    @Override
    public Behavior<Command> aroundReceive(
        TypedActorContext<Command> context, Command message, ReceiveTarget<Command> target) {
      if (message instanceof GetHeat) {
        busy.tell(Done.getInstance());
        await(free);
      }
      return target.apply(context, message);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void timersEndWithTheirActor() {
    kiln.tell(new Chime(Duration.ofMinutes(10), listener.ref()));
    pass(Duration.ofMinutes(10));
    listener.receiveMessage();

    KIT.stop(kiln);
    TIME.timePasses(Duration.ofDays(30));

    listener.expectNoMessage(Duration.ZERO);
  }
}
