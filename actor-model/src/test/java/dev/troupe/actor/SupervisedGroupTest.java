package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Part.Command;
import dev.troupe.actor.Part.Fail;
import dev.troupe.actor.Part.Note;
import dev.troupe.actor.Part.Stop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SupervisedGroupTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Restarts FIVE = Restarts.of(5, Duration.ofMinutes(1));

  private final Parts parts = new Parts(KIT);
  private final TestProbe<String> log = parts.log();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aFailureStopsAllInReverseOrderAndStartsAllInOrder() {
    ActorRef<String> group = parts.started(SupervisedGroup.allForOne(FIVE), "a", "b", "c");
    parts.tell("a", new Note("x"));
    log.expectMessage("a notes x as 1");

    parts.tell("b", new Fail("boom"));
    // It is down by its own failure; each of the others is when its child is.
    parts.expectEnd("b");
    parts.expectEnd("c");
    parts.expectEnd("a");
    parts.expectStarts(" after boom", "a", "b", "c");

    parts.tell("a", new Note("y"));
    log.expectMessage("a notes y as 1");
    group.tell("all is well");
    log.expectMessage("group hears all is well");
  }

  @Test
  void theChildThatFailedAloneIsRestartedOneForOne() {
    parts.started(SupervisedGroup.oneForOne(FIVE), "a", "b");
    parts.tell("a", new Note("x"));
    log.expectMessage("a notes x as 1");
    parts.tell("b", new Fail("boom"));
    parts.expectEnd("b");
    parts.expectStarts(" after boom", "b");
    parts.tell("a", new Note("y"));
    log.expectMessage("a notes y as 2");
  }

  @Test
  void whatIsSentWhileAChildIsDownWaitsForIt() {
    parts.started(
        SupervisedGroup.allForOne(
            FIVE.withBackoff(Duration.ofSeconds(10), Duration.ofSeconds(10), 0)),
        "a",
        "b");
    parts.tell("b", new Fail("boom"));
    parts.expectEnd("b");
    parts.expectEnd("a");
    parts.tell("a", new Note("x"));
    parts.tell("a", new Note("y"));
    passesUntil("a starts after boom");
    // From here on b and a are each their own.
    assertThat(log.receiveSeveralMessages(3))
        .contains("b starts after boom")
        .containsSubsequence("a notes x as 1", "a notes y as 2");
  }

  /** The wait begins a moment after the last end; until then no passing of time ends it. */
  private void passesUntil(String event) {
    log.awaitAssert(
        Duration.ofSeconds(60),
        () -> {
          TIME.timePasses(Duration.ofSeconds(10));
          return log.expectMessage(Duration.ofMillis(100), event);
        });
  }

  @Test
  void aChildRunsOnTheDispatcherThatItIsGiven() {
    TestProbe<Boolean> threads = KIT.createTestProbe();
    Behavior<Void> group =
        SupervisedGroup.oneForOne(FIVE)
            .create(members -> {
              for (DispatcherSelector dispatcher :
                  List.of(
                      DispatcherSelector.fromConfig("troupe.dispatcher.virtual"),
                      DispatcherSelector.defaultDispatcher())) {
                members.spawn(
                    dispatcher.equals(DispatcherSelector.defaultDispatcher())
                        ? "default"
                        : "virtual",
                    cause ->
                        Behaviors.setup(context -> {
                          threads.getRef().tell(Thread.currentThread().isVirtual());
                          return Behaviors.empty();
                        }),
                    dispatcher);
              }
              return Behaviors.empty();
            });
    KIT.spawn(group);
    threads.expectMessage(true);
    threads.expectMessage(false);
  }

  @Test
  void aFailureOfTheStartIsOneToo() {
    AtomicInteger attempts = new AtomicInteger();
    KIT.spawn(
        SupervisedGroup.allForOne(FIVE)
            .<String>create(members -> {
              members.spawn("a", cause -> Part.create("a", cause, log.getRef()));
              members.<Command>spawn(
                  "b",
                  cause -> {
                    if (attempts.incrementAndGet() < 3) {
                      throw new IllegalStateException("no luck " + attempts.get());
                    }
                    return Part.create("b", cause, log.getRef());
                  });
              return Behaviors.empty();
            }));
    parts.expectStarts("", "a");
    parts.expectEnd("a");
    parts.expectStarts(" after no luck 1", "a");
    parts.expectEnd("a");
    parts.expectStarts(" after no luck 2", "a", "b");
  }

  @Test
  void aChildThatStopsByItselfIsLeftAlone() {
    ActorRef<String> group = parts.started(SupervisedGroup.allForOne(FIVE), "a", "b", "c");
    TestProbe<Void> watch = KIT.createTestProbe();
    parts.tell("b", new Stop());
    log.expectMessage("b's child is stopped");
    watch.expectTerminated(parts.ref("b"));
    parts.tell("c", new Fail("boom"));
    parts.expectEnd("c");
    parts.expectEnd("a");
    parts.expectStarts(" after boom", "a", "c");

    parts.tell("a", new Stop());
    log.expectMessage("a's child is stopped");
    parts.tell("c", new Stop());
    log.expectMessage("c's child is stopped");
    watch.expectTerminated(group);
  }

  @Test
  void whatCanNotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SupervisedGroup.allForOne(FIVE).withStash(0))
        .withMessage("group: stash must be 1 message or more, was '0'");
    TestProbe<String> refusals = KIT.createTestProbe();
    KIT.spawn(
            SupervisedGroup.allForOne(FIVE)
                .<String>create(members -> {
                  members.spawn("a", cause -> Part.create("a", cause, log.getRef()));
                  return Behaviors.receiveMessage(late -> {
                    try {
                      members.spawn(late, cause -> Part.create(late, cause, log.getRef()));
                    } catch (IllegalStateException e) {
                      refusals.getRef().tell(e.getMessage());
                    }
                    return Behaviors.same();
                  });
                }),
            "closed")
        .tell("b");
    refusals.expectMessage(
        "group 'closed': child 'b' is declared after the start; declare all in the function that"
            + " makes the group");
  }
}
