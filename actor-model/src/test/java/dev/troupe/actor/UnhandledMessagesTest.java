package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnhandledMessagesTest {
  sealed interface Knock {}

  record Loud(String secret) implements Knock {}

  record Soft() implements Knock {}

  private final ActorTestKit kit = ActorTestKit.create();
  private final ActorRef<Knock> door = kit.spawn(door(), "door");
  private final TestProbe<UnhandledMessage> published = kit.createTestProbe();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  /** Hears a loud knock when it is closed, and none once it is open. */
  private static Behavior<Knock> door() {
    return Behaviors.receiveMessage(knock ->
        switch (knock) {
          case Loud loud -> Behaviors.receiveMessage(later -> Behaviors.unhandled());
          case Soft soft -> Behaviors.unhandled();
        });
  }

  private void subscribe() {
    kit.system()
        .eventStream()
        .tell(new EventStream.Subscribe<>(UnhandledMessage.class, published.ref()));
  }

  /** Knocks until this has counted it: it subscribes when its own actor has started. */
  private void awaitFirst(UnhandledMessages unhandled) {
    published.awaitAssert(() -> {
      door.tell(new Soft());
      assertThat(unhandled.total()).isPositive();
      return Done.getInstance();
    });
  }

  @Test
  void whatIsNotHandledIsPublishedOnTheEventStream() {
    subscribe();
    published.awaitAssert(() -> {
      door.tell(new Soft());
      UnhandledMessage unhandled = published.receiveMessage(Duration.ofSeconds(1));
      assertThat(unhandled.message()).isEqualTo(new Soft());
      assertThat(unhandled.recipient().path()).isEqualTo(door.path());
      return Done.getInstance();
    });
  }

  @Test
  void whatIsNotHandledIsCountedAndTheFirstOfEachTypeLoggedWithoutWhatIsInIt() {
    UnhandledMessages unhandled = UnhandledMessages.get(kit.system());
    assertThat(unhandled.byType()).isEmpty();
    LoggingTestKit.warn("/user/door does not handle " + Soft.class.getName())
        .withOccurrences(1)
        .expect(
            kit.system(),
            () -> {
              awaitFirst(unhandled);
              return Done.getInstance();
            });
    LoggingTestKit.messageContains("topsecret")
        .withOccurrences(0)
        .expect(
            kit.system(),
            () -> {
              door.tell(new Loud("topsecret"));
              door.tell(new Loud("topsecret"));
              door.tell(new Loud("topsecret"));
              return published.awaitAssert(() -> {
                assertThat(unhandled.byType()).containsEntry(Loud.class.getName(), 2L);
                return Done.getInstance();
              });
            });
    assertThat(unhandled.total())
        .isEqualTo(unhandled.byType().values().stream().mapToLong(Long::longValue).sum());
    assertThat(unhandled.byType()).isEqualTo(Map.copyOf(unhandled.byType())).hasSize(2);
  }
}
