package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Part.Command;
import dev.troupe.actor.Part.Fail;
import dev.troupe.actor.Part.Note;
import dev.troupe.actor.Part.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SupervisedGroupTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Restarts FIVE = Restarts.of(5, Duration.ofMinutes(1));

  private final TestProbe<String> log = KIT.createTestProbe();
  private final Map<String, ActorRef<Command>> parts = new ConcurrentHashMap<>();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** A group of these parts, which tells the log what it is itself sent. */
  private Behavior<String> group(SupervisedGroup group, String... names) {
    return group.create(members -> {
      for (String name : names) {
        parts.put(name, members.spawn(name, cause -> Part.create(name, cause, log.getRef())));
      }
      return Behaviors.receiveMessage(text -> {
        log.getRef().tell("group hears " + text);
        return Behaviors.same();
      });
    });
  }

  private ActorRef<String> started(SupervisedGroup group, String... names) {
    ActorRef<String> ref = KIT.spawn(group(group, names));
    expectStarts("", names);
    return ref;
  }

  private void expectStarts(String after, String... names) {
    for (String name : names) {
      log.expectMessage(name + " starts" + after);
    }
  }

  private void expectEnd(String name) {
    log.expectMessage(name + " ends");
    log.expectMessage(name + "'s child is stopped");
  }

  private void tell(String part, Command command) {
    Objects.requireNonNull(parts.get(part)).tell(command);
  }

  @Test
  void aFailureStopsAllInReverseOrderAndStartsAllInOrder() {
    ActorRef<String> group = started(SupervisedGroup.allForOne(FIVE), "a", "b", "c");
    tell("a", new Note("x"));
    log.expectMessage("a notes x as 1");

    tell("b", new Fail("boom"));
    // It is down by its own failure; each of the others is when its child is.
    expectEnd("b");
    expectEnd("c");
    expectEnd("a");
    expectStarts(" after boom", "a", "b", "c");

    tell("a", new Note("y"));
    log.expectMessage("a notes y as 1");
    group.tell("all is well");
    log.expectMessage("group hears all is well");
  }

  @Test
  void theChildThatFailedAloneIsRestartedOneForOne() {
    started(SupervisedGroup.oneForOne(FIVE), "a", "b");
    tell("a", new Note("x"));
    log.expectMessage("a notes x as 1");
    tell("b", new Fail("boom"));
    expectEnd("b");
    expectStarts(" after boom", "b");
    tell("a", new Note("y"));
    log.expectMessage("a notes y as 2");
  }

  @Test
  void whatIsSentWhileAChildIsDownWaitsForIt() {
    started(
        SupervisedGroup.allForOne(
            FIVE.withBackoff(Duration.ofSeconds(10), Duration.ofSeconds(10), 0)),
        "a",
        "b");
    tell("b", new Fail("boom"));
    expectEnd("b");
    expectEnd("a");
    tell("a", new Note("x"));
    tell("a", new Note("y"));
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
  void moreFailuresThanTheLimitStopAllInReverseOrderAndFailTheGroup() {
    TestProbe<Throwable> failures = KIT.createTestProbe();
    Behavior<String> group =
        group(SupervisedGroup.allForOne(Restarts.of(1, Duration.ofMinutes(1))), "a", "b");
    KIT.spawn(
        Behaviors.<Void>setup(context -> {
          context.watch(context.spawn(group, "pair"));
          return Behaviors.receive(Void.class)
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    failures.getRef().tell(failed.getCause());
                    return Behaviors.same();
                  })
              .build();
        }));
    expectStarts("", "a", "b");
    tell("a", new Fail("boom"));
    expectEnd("a");
    expectEnd("b");
    expectStarts(" after boom", "a", "b");

    tell("a", new Fail("boom again"));
    expectEnd("a");
    expectEnd("b");
    GroupFailed failure = (GroupFailed) failures.receiveMessage();
    assertThat(failure)
        .hasMessage(
            "group 'pair': child 'a' failed (java.lang.IllegalStateException: boom again), and more"
                + " than '1' restarts within 'PT1M' are not made");
    assertThat(failure.child()).isEqualTo("a");
    assertThat(failure.getCause()).hasMessage("boom again");
  }

  @Test
  void aParentCanRestartAGroupThatFailed() {
    // @start region="parent"
    Restarts oneAMinute = Restarts.of(1, Duration.ofMinutes(1));
    Behavior<String> group = group(SupervisedGroup.oneForOne(oneAMinute), "a", "b");
    Behavior<String> supervised =
        Behaviors.supervise(group).onFailure(GroupFailed.class, SupervisorStrategy.restart());
    // @end
    KIT.spawn(supervised);
    expectStarts("", "a", "b");
    tell("b", new Fail("boom"));
    expectEnd("b");
    expectStarts(" after boom", "b");
    tell("b", new Fail("boom"));
    expectEnd("b");
    expectEnd("a");
    expectStarts("", "a", "b");
  }

  @Test
  void failuresThatAreOlderThanTheWindowDoNotCount() {
    AtomicInteger minutes = new AtomicInteger();
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    started(
        SupervisedGroup.oneForOne(Restarts.of(1, Duration.ofMinutes(1)))
            .with(() -> noon.plus(Duration.ofMinutes(minutes.get())), () -> 0),
        "a");
    for (int i = 0; i < 5; i++) {
      tell("a", new Fail("boom"));
      expectEnd("a");
      expectStarts(" after boom", "a");
      minutes.incrementAndGet();
    }
  }

  @Test
  void theWaitIsAsLongAsTheBackoffAndTheChanceSay() {
    TestProbe<String> asked = KIT.createTestProbe();
    Restarts restarts = FIVE.withBackoff(Duration.ofSeconds(10), Duration.ofMinutes(1), 0.5);
    ActorRef<String> group =
        started(
            SupervisedGroup.oneForOne(restarts)
                .with(
                    () -> Instant.EPOCH,
                    () -> {
                      asked.getRef().tell("chance");
                      return 1;
                    }),
            "a");
    tell("a", new Fail("boom"));
    expectEnd("a");
    asked.expectMessage("chance");
    // It hears this once it has done what follows from the failure.
    group.tell("more");
    log.expectMessage("group hears more");
    TIME.expectNoMessageFor(Duration.ofMillis(14_900), log);
    TIME.timePasses(Duration.ofMillis(200));
    expectStarts(" after boom", "a");
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
    expectStarts("", "a");
    expectEnd("a");
    expectStarts(" after no luck 1", "a");
    expectEnd("a");
    expectStarts(" after no luck 2", "a", "b");
  }

  @Test
  void aChildThatStopsByItselfIsLeftAlone() {
    ActorRef<String> group = started(SupervisedGroup.allForOne(FIVE), "a", "b", "c");
    TestProbe<Void> watch = KIT.createTestProbe();
    tell("b", new Stop());
    log.expectMessage("b's child is stopped");
    watch.expectTerminated(parts.get("b"));
    tell("c", new Fail("boom"));
    expectEnd("c");
    expectEnd("a");
    expectStarts(" after boom", "a", "c");

    tell("a", new Stop());
    log.expectMessage("a's child is stopped");
    tell("c", new Stop());
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
