package dev.troupe.actor;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Counter.Add;
import dev.troupe.actor.Counter.GetTotal;
import dev.troupe.actor.Counter.Total;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Pekko's own supervision does. */
class SupervisionTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Add TOO_MUCH = new Add(Integer.MAX_VALUE);

  private final TestProbe<Total> totals = KIT.createTestProbe();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private void expectTotal(ActorRef<Counter.Command> counter, int total) {
    counter.tell(new GetTotal(totals.getRef()));
    totals.expectMessage(new Total(total));
  }

  @Test
  void startedRestartingStartedAndStoppedComeInThisOrder() {
    TestProbe<String> log = KIT.createTestProbe();
    // @start region="lifecycle"
    Behavior<String> behavior =
        Behaviors.setup(context -> {
          log.getRef().tell("started");
          return Behaviors.receive(String.class)
              .onMessageEquals("stop", Behaviors::stopped)
              .onMessageEquals(
                  "fail",
                  () -> {
                    throw new IllegalStateException("as asked");
                  })
              .onSignal(
                  PreRestart.class,
                  signal -> {
                    log.getRef().tell("restarting");
                    return Behaviors.same();
                  })
              .onSignal(
                  PostStop.class,
                  signal -> {
                    log.getRef().tell("stopped");
                    return Behaviors.same();
                  })
              .build();
        });
    // @end
    ActorRef<String> actor =
        KIT.spawn(Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()));
    log.expectMessage("started");
    actor.tell("fail");
    log.expectMessage("restarting");
    log.expectMessage("started");
    actor.tell("stop");
    log.expectMessage("stopped");
    log.expectTerminated(actor);
  }

  @Test
  void onlyTheChildThatFailsIsRestarted() {
    TestProbe<ActorRef<Counter.Command>> spawned = KIT.createTestProbe();
    KIT.spawn(
        Behaviors.<Void>setup(context -> {
          // @start region="children"
          for (String name : new String[] {"left", "right"}) {
            ActorRef<Counter.Command> counter =
                context.spawn(
                    Behaviors.supervise(Counter.create(0))
                        .onFailure(ArithmeticException.class, SupervisorStrategy.restart()),
                    name);
            spawned.getRef().tell(counter);
          }
          // @end
          return Behaviors.empty();
        }));
    ActorRef<Counter.Command> left = spawned.receiveMessage();
    ActorRef<Counter.Command> right = spawned.receiveMessage();
    left.tell(new Add(1));
    right.tell(new Add(2));
    right.tell(TOO_MUCH);
    expectTotal(right, 0);
    expectTotal(left, 1);
  }

  @Test
  void aChildThatFailsMoreOftenThanItsLimitWithinTheWindowIsStopped() {
    ActorRef<Counter.Command> counter =
        KIT.spawn(
            // @start region="limit"
            Behaviors.supervise(Counter.create(1))
                .onFailure(
                    ArithmeticException.class,
                    SupervisorStrategy.restart().withLimit(2, Duration.ofMinutes(10)))
            // @end
            );
    counter.tell(TOO_MUCH);
    expectTotal(counter, 1);
    counter.tell(TOO_MUCH);
    expectTotal(counter, 1);
    counter.tell(TOO_MUCH);
    totals.expectTerminated(counter);
  }

  @Test
  void aRestartWithBackoffWaitsInVirtualTimeAndSoDoMessages() {
    ActorRef<Counter.Command> counter =
        KIT.spawn(
            // @start region="backoff"
            Behaviors.supervise(Counter.create(1))
                .onFailure(
                    ArithmeticException.class,
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofSeconds(10), Duration.ofMinutes(1), 0))
            // @end
            );
    counter.tell(TOO_MUCH);
    counter.tell(new GetTotal(totals.getRef()));
    // It waits by the clock that stands still.
    totals.expectNoMessage();
    totals.awaitAssert(
        Duration.ofSeconds(60),
        () -> {
          TIME.timePasses(Duration.ofSeconds(10));
          totals.expectMessage(Duration.ofMillis(100), new Total(1));
          return true;
        });
  }
}
