package dev.troupe.docs.guide;

import static dev.troupe.docs.guide.OneNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.docs.guide.Subscription.GetStatus;
import dev.troupe.docs.guide.Subscription.Status;
import dev.troupe.docs.guide.Subscription.Subscribe;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EventSourcedBehaviors;
import dev.troupe.persistence.MessageTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.Test;

class SubscriptionOnANodeTest {
  private static final TenantId ACME = TenantId.of("acme");

  @Test
  void isAskedByTenantAndId() throws Exception {
    try (OneNode node = new OneNode(MessageTypes.of(Subscription.TYPE))) {
      var entities = node.entities().host(Subscription.TYPE);
      // @start region="ask"
      TenantEntityRef<Subscription> subscription =
          entities.refFor(Subscription.TYPE, TenantId.of("acme"), "s-1");
      CommandId id = CommandId.of("order-4711");

      Reply<Done> first = await(subscription.ask(new Subscribe("team", 5), id));
      Reply<Done> again = await(subscription.ask(new Subscribe("team", 5), id));
      Reply<Done> other = await(subscription.ask(new Subscribe("solo", 1)));
      Reply<Status> status = await(subscription.ask(new GetStatus()));
      // @end
      assertThat(first).isEqualTo(new Reply.Accepted<>(Done.DONE));
      assertThat(again).isEqualTo(first);
      assertThat(other)
          .isEqualTo(new Reply.Rejected<>("already-subscribed", "acme:s-1 has plan team"));
      assertThat(status).isEqualTo(new Reply.Accepted<>(new Status("team", 5)));
    }
  }

  @Test
  void anAnswerIsConfirmedByTheJournalWhereThatIsWanted() throws Exception {
    try (OneNode node = new OneNode(MessageTypes.of(Subscription.TYPE))) {
      var subscription =
          node.entities().host(Subscription.TYPE).refFor(Subscription.TYPE, ACME, "s-1");
      await(subscription.ask(new Subscribe("team", 5)));
      // @start region="strong"
      Reply<Status> status = await(subscription.withStrongReads().ask(new GetStatus()));
      // @end
      assertThat(status).isEqualTo(new Reply.Accepted<>(new Status("team", 5)));
    }
  }

  @Test
  void anotherTenantsSubscriptionIsAnother() throws Exception {
    try (OneNode node = new OneNode(MessageTypes.of(Subscription.TYPE))) {
      var entities = node.entities().host(Subscription.TYPE);
      await(entities.refFor(Subscription.TYPE, ACME, "s-1").ask(new Subscribe("team", 5)));

      assertThat(
              await(
                  entities
                      .refFor(Subscription.TYPE, TenantId.of("globex"), "s-1")
                      .ask(new GetStatus())))
          .isEqualTo(new Reply.Accepted<>(new Status("none", 0)));
    }
  }

  @Test
  void whatWasStoredBeforeARenameIsReadAfterIt() throws Exception {
    String id =
        EventSourcedBehaviors.persistenceId(Subscription.TYPE, EntityKey.of(ACME, "s-1")).id();
    try (OneNode before = new OneNode(MessageTypes.of(FirstSubscription.TYPE));
        OneNode after = new OneNode(MessageTypes.of(Subscription.TYPE))) {
      var old =
          before
              .entities()
              .host(FirstSubscription.TYPE)
              .refFor(FirstSubscription.TYPE, ACME, "s-1");
      await(old.ask(new FirstSubscription.Subscribe("solo")));
      await(old.ask(new FirstSubscription.SwitchPlan("team")));
      moveJournal(id, before.system(), after.system());

      var subscription =
          after.entities().host(Subscription.TYPE).refFor(Subscription.TYPE, ACME, "s-1");
      assertThat(await(subscription.ask(new GetStatus())))
          .isEqualTo(new Reply.Accepted<>(new Status("team", 1)));
    }
  }

  /** As bytes under a name, as a database holds them. */
  private static void moveJournal(String id, ActorSystem<?> from, ActorSystem<?> to)
      throws Exception {
    var writing = SerializationExtension.get(Adapter.toClassic(from));
    var reading = SerializationExtension.get(Adapter.toClassic(to));
    List<Object> moved = new ArrayList<>();
    for (Object entry : PersistenceTestKit.create(from).persistedInStorage(id)) {
      var serializer = writing.findSerializerFor(entry);
      String manifest = Serializers.manifestFor(serializer, entry);
      byte[] bytes = serializer.toBinary(entry);
      moved.add(reading.deserialize(bytes, serializer.identifier(), manifest).get());
    }
    assertThat(moved).hasSize(2);
    PersistenceTestKit.create(to).persistForRecovery(id, moved);
  }
}
