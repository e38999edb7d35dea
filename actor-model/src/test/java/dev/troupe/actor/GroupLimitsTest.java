package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Part.Fail;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GroupLimitsTest {
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

  private static Behavior<Void> watching(
      Behavior<?> group, String name, ActorRef<Throwable> failures) {
    return Behaviors.setup(context -> {
      context.watch(context.spawn(group, name));
      return Behaviors.receive(Void.class)
          .onSignal(
              ChildFailed.class,
              failed -> {
                failures.tell(failed.getCause());
                return Behaviors.same();
              })
          .build();
    });
  }

  @Test
  void moreFailuresThanTheLimitStopAllInReverseOrderAndFailTheGroup() {
    TestProbe<Throwable> failures = KIT.createTestProbe();
    Behavior<String> group =
        parts.group(SupervisedGroup.allForOne(Restarts.of(1, Duration.ofMinutes(1))), "a", "b");
    KIT.spawn(watching(group, "pair", failures.getRef()));
    parts.expectStarts("", "a", "b");
    parts.tell("a", new Fail("boom"));
    parts.expectEnd("a");
    parts.expectEnd("b");
    parts.expectStarts(" after boom", "a", "b");

    parts.tell("a", new Fail("boom again"));
    parts.expectEnd("a");
    parts.expectEnd("b");
    GroupFailed failure = (GroupFailed) failures.receiveMessage();
    assertThat(failure)
        .hasMessage(
            "group 'pair': child 'a' failed (java.lang.IllegalStateException: boom again), and more"
                + " than '1' restarts within 'PT1M' are not made");
    assertThat(failure.child()).isEqualTo("a");
    assertThat(failure.getCause()).hasMessage("boom again");
  }

  @Test
  void anErrorThatNoSupervisorCatchesFailsTheGroup() {
    TestProbe<Throwable> failures = KIT.createTestProbe();
    TestProbe<ActorRef<String>> children = KIT.createTestProbe();
    Behavior<Void> group =
        SupervisedGroup.oneForOne(FIVE)
            .create(members -> {
              children
                  .getRef()
                  .tell(
                      members.spawn(
                          "interrupted",
                          cause ->
                              Behaviors.receiveMessage(text -> {
                                throw new InterruptedException(text);
                              }),
                          DispatcherSelector.fromConfig("troupe.dispatcher.virtual")));
              return Behaviors.empty();
            });
    KIT.spawn(watching(group, "lone", failures.getRef()));
    children.receiveMessage().tell("now");
    assertThat(failures.receiveMessage())
        .isInstanceOf(GroupFailed.class)
        .hasMessageStartingWith(
            "group 'lone': child 'interrupted' ended by what no supervisor restarts after (");
  }

  @Test
  void aParentCanRestartAGroupThatFailed() {
    // @start region="parent"
    Restarts oneAMinute = Restarts.of(1, Duration.ofMinutes(1));
    Behavior<String> group = parts.group(SupervisedGroup.oneForOne(oneAMinute), "a", "b");
    Behavior<String> supervised =
        Behaviors.supervise(group).onFailure(GroupFailed.class, SupervisorStrategy.restart());
    // @end
    KIT.spawn(supervised);
    parts.expectStarts("", "a", "b");
    parts.tell("b", new Fail("boom"));
    parts.expectEnd("b");
    parts.expectStarts(" after boom", "b");
    parts.tell("b", new Fail("boom"));
    parts.expectEnd("b");
    parts.expectEnd("a");
    parts.expectStarts("", "a", "b");
  }

  @Test
  void failuresThatAreOlderThanTheWindowDoNotCount() {
    AtomicInteger minutes = new AtomicInteger();
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    parts.started(
        SupervisedGroup.oneForOne(Restarts.of(1, Duration.ofMinutes(1)))
            .with(() -> noon.plus(Duration.ofMinutes(minutes.get())), () -> 0),
        "a");
    for (int i = 0; i < 5; i++) {
      parts.tell("a", new Fail("boom"));
      parts.expectEnd("a");
      parts.expectStarts(" after boom", "a");
      minutes.incrementAndGet();
    }
  }

  @Test
  void theWaitIsAsLongAsTheBackoffAndTheChanceSay() {
    TestProbe<String> asked = KIT.createTestProbe();
    Restarts restarts = FIVE.withBackoff(Duration.ofSeconds(10), Duration.ofMinutes(1), 0.5);
    ActorRef<String> group =
        parts.started(
            SupervisedGroup.oneForOne(restarts)
                .with(
                    () -> Instant.EPOCH,
                    () -> {
                      asked.getRef().tell("chance");
                      return 1;
                    }),
            "a");
    parts.tell("a", new Fail("boom"));
    parts.expectEnd("a");
    asked.expectMessage("chance");
    // It hears this once it has done what follows from the failure.
    group.tell("more");
    log.expectMessage("group hears more");
    TIME.expectNoMessageFor(Duration.ofMillis(14_900), log);
    TIME.timePasses(Duration.ofMillis(200));
    parts.expectStarts(" after boom", "a");
  }
}
