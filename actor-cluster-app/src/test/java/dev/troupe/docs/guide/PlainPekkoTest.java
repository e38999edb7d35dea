package dev.troupe.docs.guide;

import static dev.troupe.docs.guide.OneNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.Entities;
import dev.troupe.docs.guide.Subscription.GetStatus;
import dev.troupe.docs.guide.Subscription.Status;
import dev.troupe.docs.guide.Subscription.Subscribe;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainPekkoTest {
  private static final TenantId ACME = TenantId.of("acme");

  private final OneNode node = new OneNode(MessageTypes.of(Subscription.TYPE).and(Session.TYPE));
  private final Entities entities = node.entities();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anActorIsFoundByTenantAndIdToo() throws Exception {
    entities.host(Session.TYPE);
    // @start region="actor"
    EntityRef<Session.Command> session =
        entities.refFor(Session.TYPE, TenantId.of("acme"), "teller-7");
    CompletionStage<Session.Touched> touched =
        session.ask(Session.Touch::new, Duration.ofSeconds(5));
    // @end
    assertThat(await(touched)).isEqualTo(new Session.Touched(1));
    assertThat(await(session.ask(Session.Touch::new, Duration.ofSeconds(5))))
        .isEqualTo(new Session.Touched(2));
  }

  @Test
  void pekkosDecoratorsGoAroundAnEntity() throws Exception {
    TestProbe<EntityEnvelope> seen = TestProbe.create(EntityEnvelope.class, node.system());
    ActorRef<EntityEnvelope> audit = seen.ref();
    // @start region="decorate"
    entities.host(
        Subscription.TYPE, behavior -> Behaviors.monitor(EntityEnvelope.class, audit, behavior));
    // @end
    await(entities.refFor(Subscription.TYPE, ACME, "s-1").ask(new Subscribe("team", 5)));

    EntityEnvelope envelope = seen.receiveMessage();
    assertThat(envelope.key().tenant()).isEqualTo(ACME);
    assertThat(envelope.command()).isEqualTo(new Subscribe("team", 5));
  }

  @Test
  void pekkosReferenceIsInReach() throws Exception {
    var subscription = entities.host(Subscription.TYPE).refFor(Subscription.TYPE, ACME, "s-1");
    // @start region="reference"
    EntityRef<EntityEnvelope> pekko = subscription.toPekko();
    CompletionStage<EntityReply> reply =
        pekko.ask(
            replyTo ->
                EntityEnvelope.of(
                    "subscription",
                    subscription.key(),
                    new GetStatus(),
                    Duration.ofSeconds(5),
                    replyTo),
            Duration.ofSeconds(5));
    // @end
    assertThat(await(reply))
        .isEqualTo(
            new EntityReply.Answered(
                "subscription", "get-status", new Reply.Accepted<>(new Status("none", 0))));
  }
}
