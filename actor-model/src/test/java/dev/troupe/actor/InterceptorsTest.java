package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Forbidden;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterceptorsTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<String> heard = kit.createTestProbe();
  private final Noted noted = new Noted();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  /** Says what it hears; knows nothing of what is odd, and fails of what is wrong. */
  private Behavior<String> line() {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case "odd" -> Behaviors.unhandled();
          case "wrong" -> throw new IllegalArgumentException("it was wrong");
          default -> {
            heard.getRef().tell(message);
            yield Behaviors.same();
          }
        });
  }

  private Behavior<String> intercepted(Interceptors<String> interceptors) {
    return interceptors.around(String.class, Noted.ACTOR, line());
  }

  @SafeVarargs
  private ActorRef<String> spawn(Interceptor<String>... interceptors) {
    Interceptors<String> all = Interceptors.none();
    for (Interceptor<String> each : interceptors) {
      all = all.then(Interceptors.of(actor -> each));
    }
    return kit.spawn(Behaviors.supervise(intercepted(all)).onFailure(SupervisorStrategy.restart()));
  }

  /** Waits until the actor has done what it was sent before. */
  private List<String> noted(ActorRef<String> actor) {
    actor.tell("last");
    heard.fishForMessage(
        heard.getRemainingOrDefault(),
        message ->
            message.equals("last")
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    return noted.lines().stream().filter(line -> !line.contains("last")).toList();
  }

  @Test
  void theFirstIsAskedFirstAndToldLast() {
    ActorRef<String> actor = spawn(noted.by("a"), noted.by("b"), noted.by("c"));
    actor.tell("hello");

    assertThat(noted(actor))
        .containsExactly(
            "a: start",
            "b: start",
            "c: start",
            "a: hello",
            "b: hello",
            "c: hello",
            "c: hello was handled",
            "b: hello was handled",
            "a: hello was handled");
  }

  @Test
  void whatOneRefusesEndsThereAndThoseBeforeLearnIt() {
    ActorRef<String> actor =
        spawn(noted.by("a"), noted.by("b"), noted.refusing("c", "no"), noted.by("d"));
    actor.tell("no");

    assertThat(noted(actor).stream().filter(line -> !line.endsWith("start")))
        .containsExactly(
            "a: no",
            "b: no",
            "c: no",
            "b: no was refused by c: not 'no' today",
            "a: no was refused by c: not 'no' today");
    heard.expectNoMessage();
  }

  @Test
  void aRefusalIsCountedAndTheFirstIsLoggedWithItsReason() {
    ActorRef<String> actor = spawn(noted.refusing("curfew", "no"), noted.refusing("duty", "never"));
    LoggingTestKit.warn("line acme:l-1: curfew refused a message: not 'no' today")
        .expect(
            kit.system(),
            () -> {
              actor.tell("no");
              return null;
            });
    actor.tell("no");
    actor.tell("never");
    assertThat(noted(actor)).isNotEmpty();

    RefusedMessages refused = RefusedMessages.get(kit.system());
    assertThat(refused.total()).isEqualTo(3);
    assertThat(refused.byInterceptor()).isEqualTo(Map.of("curfew", 2L, "duty", 1L));
  }

  @Test
  void whatTheBehaviorDoesNotHandleAndWhatItFailsOfAreSeen() {
    ActorRef<String> actor = spawn(noted.by("a"));
    actor.tell("odd");
    actor.tell("wrong");

    assertThat(noted(actor))
        .containsExactly(
            "a: start",
            "a: odd",
            "a: odd was unhandled",
            "a: wrong",
            "a: wrong was failed: it was wrong",
            "a: start");
  }

  @Test
  void oneThatThrowsBeforeAMessageFailsTheActorAndThoseBeforeLearnIt() {
    ActorRef<String> actor = spawn(noted.by("a"), noted.throwing("b", "before"), noted.by("c"));
    actor.tell("bad");

    assertThat(noted(actor).subList(3, 9))
        .containsExactly(
            "a: bad",
            "b: bad",
            "a: bad was failed: b is broken",
            "a: start",
            "b: start",
            "c: start");
  }

  @Test
  void oneThatThrowsAtTheStartFailsTheActorBeforeItsBehaviorStarts() {
    ActorRef<String> actor =
        kit.spawn(
            Interceptors.of((Intercepted of) -> noted.throwing("a", "start"))
                .around(
                    String.class,
                    Noted.ACTOR,
                    Behaviors.setup(context -> {
                      noted.lines().add("the behavior: start");
                      return line();
                    })));

    heard.expectTerminated(actor);
    assertThat(noted.lines()).containsExactly("a: start");
  }

  @Test
  void whatOneThrowsAfterAMessageIsLoggedAndChangesNothing() {
    ActorRef<String> actor = spawn(noted.by("a"), noted.throwing("b", "after"), noted.by("c"));
    LoggingTestKit.error("b failed when it was told of an outcome")
        .expect(
            kit.system(),
            () -> {
              actor.tell("bad");
              return null;
            });

    assertThat(noted(actor))
        .endsWith("c: bad was handled", "b: bad was handled", "a: bad was handled");
    assertThat(noted.lines()).containsOnlyOnce("a: start");
  }

  @Test
  void eachActorHasItsOwnAndTheyKnowWhoseTheyAre() {
    List<Intercepted> made = new CopyOnWriteArrayList<>();
    Interceptors<String> interceptors =
        Interceptors.of(actor -> {
          made.add(actor);
          return noted.by(actor.key().id());
        });
    Intercepted other = new Intercepted("line", EntityKey.parse("globex:l-2"));
    kit.spawn(intercepted(interceptors)).tell("one");
    heard.expectMessage("one");
    kit.spawn(interceptors.around(String.class, other, line())).tell("two");
    heard.expectMessage("two");

    assertThat(made).containsExactly(Noted.ACTOR, other);
    assertThat(noted.lines()).contains("l-1: one", "l-2: two");
  }

  @Test
  void theTimeTakenIsAtLeastTheHandlers() {
    List<Long> handler = new CopyOnWriteArrayList<>();
    List<Long> taken = new CopyOnWriteArrayList<>();
    Interceptor<Object> measuring =
        new Interceptor<>() {
          @Override
          public void after(Object message, Origin origin, Outcome outcome, long tookNanos) {
            taken.add(tookNanos);
            heard.getRef().tell("measured");
          }
        };
    Behavior<String> timed =
        Behaviors.receiveMessage(message -> {
          long begun = System.nanoTime();
          handler.add(System.nanoTime() - begun);
          return Behaviors.same();
        });
    kit.spawn(Interceptors.<String>of(actor -> measuring).around(String.class, Noted.ACTOR, timed))
        .tell("go");

    heard.expectMessage("measured");
    assertThat(taken).singleElement().satisfies(it -> assertThat(it >= handler.get(0)).isTrue());
  }

  @Test
  void whatIsInAnEnvelopeIsSeenWithoutIt() {
    record Letter(String text) {}
    InterceptorChain<Letter> chain =
        Interceptors.of((Intercepted actor) -> noted.refusing("a", "no"))
            .<Letter>enclosed(Letter::text)
            .chain(Noted.ACTOR);

    chain.start();
    assertThat(chain.enter(new Letter("yes"), Origin.UNKNOWN, 0)).isNull();
    chain.ended(new Letter("yes"), Origin.UNKNOWN, new Outcome.Rejected("full", "it is"), 0);
    assertThat(chain.enter(new Letter("no"), Origin.UNKNOWN, 0))
        .isEqualTo(new Outcome.Refused("a", "not 'no' today", Optional.empty()));
    assertThat(noted.lines())
        .containsExactly("a: start", "a: yes", "a: yes was rejected: full", "a: no");
  }

  @Test
  void aRefusalMayChooseItsFailure() {
    Forbidden failure = new Forbidden("not you");
    assertThat(Interception.refused(failure))
        .isEqualTo(new Interception.Refused("not you", Optional.of(failure)));
    assertThat(Interception.allowed()).isSameAs(Interception.allowed());
  }
}
