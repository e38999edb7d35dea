package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.UnhandledLog.Command;
import dev.troupe.sample.actors.UnhandledLog.Counts;
import dev.troupe.sample.actors.UnhandledLog.GetCounts;
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

class UnhandledLogTest {
  sealed interface Knock {}

  record Loud(String secret) implements Knock {}

  record Soft() implements Knock {}

  private final ActorTestKit kit = Kits.patient();
  private final ActorRef<Knock> door = kit.spawn(door(), "door");

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

  @Test
  void whatIsNotHandledIsPublishedOnTheEventStream() {
    TestProbe<UnhandledMessage> probe = kit.createTestProbe();
    kit.system()
        .eventStream()
        .tell(new EventStream.Subscribe<>(UnhandledMessage.class, probe.ref()));
    awaitEventStream();

    door.tell(new Soft());

    UnhandledMessage unhandled = probe.receiveMessage();
    assertThat(unhandled.message()).isEqualTo(new Soft());
    assertThat(unhandled.recipient().path()).isEqualTo(door.path());
  }

  @Test
  void whatIsNotHandledIsLoggedByItsTypeAndCounted() {
    ActorRef<Command> log = kit.spawn(UnhandledLog.create());
    assertThat(counts(log)).isEqualTo(new Counts(Map.of()));
    awaitEventStream();

    LoggingTestKit.warn("/user/door does not handle Soft")
        .expect(
            kit.system(),
            () -> {
              door.tell(new Soft());
              return Done.getInstance();
            });
    LoggingTestKit.messageContains("topsecret")
        .withOccurrences(0)
        .expect(
            kit.system(),
            () -> {
              door.tell(new Loud("topsecret"));
              door.tell(new Loud("topsecret"));
              door.tell(new Soft());
              Map<String, Long> byType = Map.of("Loud", 1L, "Soft", 2L);
              return kit.createTestProbe()
                  .awaitAssert(() -> assertThat(counts(log).byType()).isEqualTo(byType));
            });
  }

  private Counts counts(ActorRef<Command> log) {
    TestProbe<Counts> probe = kit.createTestProbe();
    log.tell(new GetCounts(probe.ref()));
    return probe.receiveMessage();
  }

  /** Waits until the event stream has read all that was sent to it before. */
  private void awaitEventStream() {
    record Marker() {}
    TestProbe<Marker> probe = kit.createTestProbe();
    kit.system().eventStream().tell(new EventStream.Subscribe<>(Marker.class, probe.ref()));
    kit.system().eventStream().tell(new EventStream.Publish<>(new Marker()));
    probe.receiveMessage();
  }
}
