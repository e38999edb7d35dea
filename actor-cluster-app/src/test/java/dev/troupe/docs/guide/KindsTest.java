package dev.troupe.docs.guide;

import static dev.troupe.docs.guide.OneNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.ActorType;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageTypes;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class KindsTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  sealed interface Lamp {}

  record Press(ActorRef<Lit> replyTo) implements Lamp {}

  record Lit(boolean on) {}

  static Behavior<Lamp> lamp(boolean on) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Press press -> {
            press.replyTo().tell(new Lit(!on));
            yield lamp(!on);
          }
        });
  }

  /** The same with another protocol. */
  sealed interface Dimmer {}

  record Turn(int by, ActorRef<Level> replyTo) implements Dimmer {}

  record Level(int percent) {}

  static Behavior<Dimmer> dimmer(int percent) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Turn turn -> {
            int turned = Math.clamp(percent + turn.by(), 0, 100);
            turn.replyTo().tell(new Level(turned));
            yield dimmer(turned);
          }
        });
  }

  // @start region="kinds"
  static final ActorType<Lamp> LAMP =
      ActorType.of("lamp", Lamp.class, key -> lamp(false)).answering(Lit.class);

  static final ActorType<Dimmer> LAMP_2 =
      ActorType.of("lamp-2", Dimmer.class, key -> dimmer(0)).answering(Level.class);

  // @end

  @Test
  void twoVersionsOfAKindAreTwoActorsOfOneTenantAndId() throws Exception {
    try (OneNode node = new OneNode(MessageTypes.of().and(LAMP, LAMP_2))) {
      var entities = node.entities().host(LAMP).host(LAMP_2);
      var first = entities.refFor(LAMP, ACME, "hall");
      var second = entities.refFor(LAMP_2, ACME, "hall");
      assertThat(first.getTypeKey().name()).isEqualTo("lamp");
      assertThat(second.getTypeKey().name()).isEqualTo("lamp-2");
      Lit lit = await(first.ask(Press::new, PATIENCE));
      Level level = await(second.<Level>ask(replyTo -> new Turn(30, replyTo), PATIENCE));
      assertThat(lit).isEqualTo(new Lit(true));
      assertThat(level).isEqualTo(new Level(30));
      assertThat(await(first.ask(Press::new, PATIENCE))).isEqualTo(new Lit(false));
    }
  }
}
