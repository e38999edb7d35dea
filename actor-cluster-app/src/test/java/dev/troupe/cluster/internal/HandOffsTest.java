package dev.troupe.cluster.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.sample.bank.Account;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandOffsTest {
  private static final String HAND_OFF =
      "Avoiding reordering of buffered messages at shard handoff";

  private final ActorTestKit kit = ActorTestKit.create("hand-offs");
  private final TestProbe<EntityEnvelope> region = kit.createTestProbe(EntityEnvelope.class);
  private final TestProbe<EntityReply> caller = kit.createTestProbe(EntityReply.class);

  @BeforeEach
  void start() {
    kit.spawn(
        HandOffs.create(
            type -> type.equals("account") ? Optional.of(region.getRef()) : Optional.empty()));
    // Subscribed once it hears of the first.
    region.awaitAssert(() -> {
      lose(command("account", Duration.ofMinutes(1)), HAND_OFF);
      return region.expectMessageClass(EntityEnvelope.class, Duration.ofMillis(200));
    });
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private EntityEnvelope command(String type, Duration patience) {
    return EntityEnvelope.of(
        type,
        EntityKey.of(TenantId.of("acme"), "a-1"),
        new Account.Deposit(60),
        patience,
        caller.getRef());
  }

  private void lose(Object message, String reason) {
    var system = Adapter.toClassic(kit.system());
    system
        .deadLetters()
        .tell(
            new Dropped(message, reason, ActorRef.noSender(), ActorRef.noSender()),
            ActorRef.noSender());
  }

  @Test
  void whatARegionDropsWhileAShardMovesIsSentAgainAsItWas() {
    EntityEnvelope command = command("account", Duration.ofMinutes(1));
    lose(command, HAND_OFF);
    region.expectMessage(command);
  }

  @Test
  void whatIsLostForAnotherReasonIsNot() {
    EntityEnvelope command = command("account", Duration.ofMinutes(1));
    lose(command, "the buffer is full");
    var system = Adapter.toClassic(kit.system());
    system
        .eventStream()
        .publish(new DeadLetter(command, system.deadLetters(), system.deadLetters()));
    lose("no command", HAND_OFF);
    lose(command("elsewhere", Duration.ofMinutes(1)), HAND_OFF);
    lose(command("account", Duration.ofMillis(-1)), HAND_OFF);
    EntityEnvelope last = command("account", Duration.ofMinutes(2));
    lose(last, HAND_OFF);
    region.expectMessage(last);
  }
}
