package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behaviors that stash, change, restart and stop behind their interceptors. */
class InterceptedBehaviorsTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<String> heard = kit.createTestProbe();
  private final Noted noted = new Noted();
  private final Interceptors<String> chain = Interceptors.of(actor -> noted.by("a"));

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private Behavior<String> around(Behavior<String> behavior) {
    return chain.around(String.class, Noted.ACTOR, behavior);
  }

  private Behavior<String> failing() {
    return Behaviors.receiveMessage(message -> {
      if (message.equals("wrong")) {
        throw new IllegalArgumentException("it was wrong");
      }
      heard.getRef().tell(message);
      return Behaviors.same();
    });
  }

  /** Takes a message, and then whatever the actor is sent for it to be sure that it has ended. */
  private List<String> notedOf(ActorRef<String> actor, String... messages) {
    for (String each : messages) {
      actor.tell(each);
    }
    actor.tell("last");
    heard.awaitAssert(() -> {
      assertThat(noted.lines()).contains("a: last was handled");
      return null;
    });
    return noted.lines();
  }

  @Test
  void aStashedMessageIsSeenOnceAndItsOutcomeIsThatItWasTaken() {
    Behavior<String> open =
        Behaviors.receiveMessage(message -> {
          heard.getRef().tell(message);
          return Behaviors.same();
        });
    Behavior<String> stashing =
        Behaviors.withStash(
            9,
            stash ->
                Behaviors.receiveMessage(message -> {
                  if (message.equals("open")) {
                    return stash.unstashAll(open);
                  }
                  stash.stash(message);
                  return Behaviors.same();
                }));

    assertThat(notedOf(kit.spawn(around(stashing)), "early", "open"))
        .containsExactly(
            "a: start",
            "a: early",
            "a: early was handled",
            "a: open",
            "a: open was handled",
            "a: last",
            "a: last was handled");
    heard.expectMessage("early");
  }

  @Test
  void aBehaviorThatChangesStaysBehindItsChain() {
    assertThat(notedOf(kit.spawn(around(counting(0))), "one", "two"))
        .containsExactly(
            "a: start",
            "a: one",
            "a: one was handled",
            "a: two",
            "a: two was handled",
            "a: last",
            "a: last was handled");
    heard.expectMessage("0 one");
    heard.expectMessage("1 two");
  }

  private Behavior<String> counting(int count) {
    return Behaviors.receiveMessage(message -> {
      heard.getRef().tell(count + " " + message);
      return Behaviors.setup(context -> counting(count + 1));
    });
  }

  @Test
  void aBehaviorThatPutsItsChainAroundItselfAgainIsSeenOnce() {
    assertThat(notedOf(kit.spawn(rewrapped()), "one", "two", "three"))
        .containsOnlyOnce("a: one", "a: two", "a: two was handled", "a: three", "a: last");
    heard.awaitAssert(() -> {
      assertThat(noted.lines()).filteredOn("a: start"::equals).hasSize(5);
      return null;
    });
  }

  private Behavior<String> rewrapped() {
    return around(Behaviors.receiveMessage(message -> rewrapped()));
  }

  @Test
  void aRestartIsAnotherStartToInterceptorsInsideOfIt() {
    ActorRef<String> actor =
        kit.spawn(Behaviors.supervise(around(failing())).onFailure(SupervisorStrategy.restart()));

    assertThat(notedOf(actor, "wrong"))
        .containsExactly(
            "a: start",
            "a: wrong",
            "a: wrong was failed: it was wrong",
            "a: start",
            "a: last",
            "a: last was handled");
  }

  @Test
  void aFailureThatSupervisionInsideHandlesIsAMessageThatWasHandled() {
    ActorRef<String> actor =
        kit.spawn(around(Behaviors.supervise(failing()).onFailure(SupervisorStrategy.restart())));

    assertThat(notedOf(actor, "wrong"))
        .containsExactly(
            "a: start", "a: wrong", "a: wrong was handled", "a: last", "a: last was handled");
  }

  @Test
  void theLastMessageOfAnActorIsSeenToEnd() {
    ActorRef<String> actor =
        kit.spawn(around(Behaviors.receiveMessage(message -> Behaviors.stopped())));
    actor.tell("stop");

    heard.expectTerminated(actor);
    assertThat(noted.lines()).containsExactly("a: start", "a: stop", "a: stop was handled");
  }

  @Test
  void noInterceptorLeavesABehaviorAsItIs() {
    Behavior<String> behavior = failing();
    assertThat(Interceptors.<String>none().around(String.class, Noted.ACTOR, behavior))
        .isSameAs(behavior);
  }
}
