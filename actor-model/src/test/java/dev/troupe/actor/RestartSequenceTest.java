package dev.troupe.actor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestartSequenceTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<String> log = kit.createTestProbe();
  private final CountDownLatch childMayStop = new CountDownLatch(1);

  @AfterEach
  void stop() {
    childMayStop.countDown();
    kit.shutdownTestKit();
  }

  // @start region="instance"
  private Behavior<String> instance(Optional<Throwable> cause, ActorRef<String> log) {
    log.tell("new instance");
    return Behaviors.setup(context -> {
      cause.ifPresent(why -> log.tell("post-restart: " + why.getMessage()));
      context.spawn(child(log), "child");
      log.tell("child is spawned");
      return Behaviors.receive(String.class)
          .onMessageEquals(
              "fail",
              () -> {
                throw new IllegalStateException("as asked");
              })
          .onAnyMessage(text -> {
            log.tell("handles " + text);
            return Behaviors.same();
          })
          .onSignal(
              PreRestart.class,
              signal -> {
                log.tell("pre-restart");
                return Behaviors.same();
              })
          .build();
    });
  }

  // @end

  private Behavior<Void> child(ActorRef<String> log) {
    return Behaviors.receive(Void.class)
        .onSignal(
            PostStop.class,
            signal -> {
              log.tell("child stops");
              if (childMayStop.await(60, TimeUnit.SECONDS)) {
                log.tell("child is stopped");
              }
              return Behaviors.same();
            })
        .build();
  }

  @Test
  void theStepsOfARestartComeInTheirOrder() {
    // @start region="post-restart"
    Behavior<String> supervised =
        PostRestart.create(SupervisorStrategy.restart(), cause -> instance(cause, log.getRef()));
    // @end
    ActorRef<String> actor = kit.spawn(supervised);
    log.expectMessage("new instance");
    log.expectMessage("child is spawned");

    actor.tell("fail");
    log.expectMessage("pre-restart");
    log.expectMessage("child stops");
    // It is suspended until its child has stopped, which waits for this.
    actor.tell("one");
    actor.tell("two");
    childMayStop.countDown();
    log.expectMessage("child is stopped");
    log.expectMessage("new instance");
    log.expectMessage("post-restart: as asked");
    log.expectMessage("child is spawned");
    log.expectMessage("handles one");
    log.expectMessage("handles two");
  }

  @Test
  void eachActorOfOneBehaviorHasItsOwnCause() {
    childMayStop.countDown();
    Behavior<String> supervised =
        PostRestart.create(
            SupervisorStrategy.restart(),
            cause -> {
              log.getRef().tell(cause.isPresent() ? "again" : "first");
              return Behaviors.receiveMessage(text -> {
                throw new IllegalStateException(text);
              });
            });
    ActorRef<String> one = kit.spawn(supervised);
    log.expectMessage("first");
    one.tell("fail");
    log.expectMessage("again");
    kit.spawn(supervised);
    log.expectMessage("first");
  }

  @Test
  void aFailureOfTheStartIsACauseToo() {
    Behavior<String> supervised =
        PostRestart.create(
            SupervisorStrategy.restart().withLimit(3, Duration.ofMinutes(10)),
            cause -> {
              log.getRef().tell(cause.map(Throwable::getMessage).orElse("first"));
              if (cause.isEmpty()) {
                throw new IllegalStateException("no luck");
              }
              return Behaviors.empty();
            });
    kit.spawn(supervised);
    log.expectMessage("first");
    log.expectMessage("no luck");
  }
}
