package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Apprentice.Command;
import dev.troupe.sample.actors.Apprentice.FinishUp;
import dev.troupe.sample.actors.Apprentice.Made;
import dev.troupe.sample.actors.Apprentice.Make;
import dev.troupe.sample.actors.Apprentice.Note;
import dev.troupe.sample.actors.Apprentice.ToolsPutAway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How an actor ends, and what it does before. */
class StoppingTest {
  private static final ActorTestKit KIT = Kits.patient();

  private final TestProbe<Note> diary = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void whoFinishesUpDoesFirstWhatItWasToldBefore() {
    ActorRef<Command> apprentice = KIT.spawn(Apprentice.create(diary.ref()));
    apprentice.tell(new Make("a hinge"));
    apprentice.tell(new Make("a lock"));
    apprentice.tell(new FinishUp());

    assertThat(diary.receiveMessage()).isEqualTo(new Made("a hinge"));
    assertThat(diary.receiveMessage()).isEqualTo(new Made("a lock"));
    assertThat(diary.receiveMessage()).isEqualTo(new ToolsPutAway());
    diary.expectTerminated(apprentice);
  }

  @Test
  void whoIsStoppedByItsParentLeavesTheMessagesThatWait() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    TestProbe<String> seen = KIT.createTestProbe();
    ActorRef<Integer> parent = KIT.spawn(parentOf(slow(busy, free, seen.ref())));

    for (int i = 1; i <= 10; i++) {
      parent.tell(i);
    }
    assertThat(busy.await(1, TimeUnit.MINUTES)).isTrue();
    parent.tell(0);
    assertThat(seen.receiveMessage()).isEqualTo("told to stop");
    free.countDown();

    assertThat(seen.receiveMessage()).isEqualTo("handled 1");
    assertThat(seen.receiveMessage()).isEqualTo("stopped");
    assertThat(seen.receiveMessage()).isEqualTo("is gone");
  }

  /** Passes numbers on to its child, and stops it at a zero. */
  private static Behavior<Integer> parentOf(Child child) {
    return Behaviors.setup(context -> {
      ActorRef<Integer> ref =
          context.spawn(child.behavior(), "child", DispatcherSelector.blocking());
      context.watchWith(ref, -1);
      return Behaviors.receiveMessage(number -> {
        if (number > 0) {
          ref.tell(number);
        } else if (number == 0) {
          // Stopping is a message of the system: when this returns it is there.
          context.stop(ref);
          child.seen().tell("told to stop");
        } else {
          child.seen().tell("is gone");
        }
        return Behaviors.same();
      });
    });
  }

  private record Child(Behavior<Integer> behavior, ActorRef<String> seen) {}

  /** A child that is busy with its first number until it is let go. */
  private static Child slow(CountDownLatch busy, CountDownLatch free, ActorRef<String> seen) {
    Behavior<Integer> behavior =
        Behaviors.receive(
            (context, number) -> {
              busy.countDown();
              free.await();
              seen.tell("handled " + number);
              return Behaviors.same();
            },
            (context, signal) -> {
              seen.tell(signal instanceof PostStop ? "stopped" : signal.toString());
              return Behaviors.same();
            });
    return new Child(behavior, seen);
  }

  @Test
  void whoStopsAnotherCanWaitUntilItHasStopped() {
    TestProbe<Object> seen = KIT.createTestProbe();
    var guild = KIT.spawn(Guild.create(Apprentice.create(seen.ref().narrow())));
    TestProbe<StatusReply<ActorRef<Command>>> hired = KIT.createTestProbe();
    guild.tell(new Guild.Hire("ann", hired.ref()));
    hired.receiveMessage();

    guild.tell(new Guild.Dismiss("ann", seen.ref().narrow()));

    assertThat(seen.receiveMessage()).isEqualTo(new ToolsPutAway());
    assertThat(seen.receiveMessage()).isEqualTo(StatusReply.ack());
  }

  @Test
  void toolsArePutAwayWhenTheParentStops() {
    var guild = KIT.spawn(Guild.create(Apprentice.create(diary.ref())));
    TestProbe<StatusReply<ActorRef<Command>>> hired = KIT.createTestProbe();
    guild.tell(new Guild.Hire("ann", hired.ref()));
    hired.receiveMessage();

    KIT.stop(guild);

    assertThat(diary.receiveMessage()).isEqualTo(new ToolsPutAway());
  }

  @Test
  void toolsArePutAwayAfterAFailure() {
    ActorRef<Command> apprentice = KIT.spawn(Apprentice.create(diary.ref()));

    apprentice.tell(new Make(""));

    assertThat(diary.receiveMessage()).isEqualTo(new ToolsPutAway());
    diary.expectTerminated(apprentice);
  }

  @Test
  void aCoordinatedShutdownCompletesOnceItsTasksAndAllActorsHaveEnded() throws Exception {
    ActorSystem<Command> system = ActorSystem.create(Apprentice.create(diary.ref()), "shop");
    // A system that ends before its first actor has begun has nothing to put away.
    system.tell(new Make("a hinge"));
    assertThat(diary.receiveMessage()).isEqualTo(new Made("a hinge"));
    CompletableFuture<Done> served = new CompletableFuture<>();
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "serve-who-waits",
        () -> {
          served.complete(Done.getInstance());
          return served;
        });
    var ended = shutdown.runAll(CoordinatedShutdown.unknownReason());

    ended.toCompletableFuture().get(2, TimeUnit.MINUTES);
    assertThat(served).isCompleted();
    assertThat(diary.receiveMessage()).isEqualTo(new ToolsPutAway());
    assertThat(system.getWhenTerminated().toCompletableFuture()).isCompleted();
  }
}
