package dev.troupe.cluster.internal;

import dev.troupe.actor.TopicType;
import dev.troupe.metrics.internal.TopicMeters;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.TopicEnvelope;
import dev.troupe.persistence.TopicMessages;
import dev.troupe.tenants.Admission;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics of one type on one node: who has subscribed here, and which other nodes there are.
 *
 * <p>What is published here goes to the subscribers of this node at once, and once to each other
 * node that has the type, which gives it to its own.
 *
 * <p>What it fails on is lost, as a message may be, and it goes on with the subscribers and nodes
 * that it knows: whoever has subscribed would otherwise hear nothing more, and not learn it. A
 * subscription that it fails on is not answered, and so fails at who asked for it.
 */
public final class TopicHub {
  private static final Logger LOG = LoggerFactory.getLogger(TopicHub.class);

  private final Setting setting;
  private final ActorContext<Command> context;
  private final Subscribers subscribers;
  private Set<ActorRef<TopicEnvelope>> others = Set.of();
  private boolean hasWarned;

  private TopicHub(Setting setting, ActorContext<Command> context) {
    this.setting = setting;
    this.context = context;
    this.subscribers = new Subscribers(setting.mostOfTenant());
  }

  /**
   * What a hub needs.
   *
   * @param type of the topics
   * @param messages opens what comes from other nodes
   * @param serves whether a tenant is served now
   * @param refused is told of what crosses tenants
   * @param mostOfTenant subscriptions of one tenant
   * @param meters what is counted
   */
  public record Setting(
      TopicType<?> type,
      TopicMessages messages,
      Predicate<TenantId> serves,
      Consumer<TopicEnvelope> refused,
      int mostOfTenant,
      TopicMeters meters) {}

  /** What a hub is told. */
  public sealed interface Command {}

  /**
   * To be published.
   *
   * @param envelope for other nodes
   * @param message for this one
   * @param permit closed once it has been handed on
   */
  public record Publish(TopicEnvelope envelope, Object message, Admission.Permit permit)
      implements Command {}

  /** Whether the subscriber gets from now on what is published on the topic. */
  public record Subscribe(EntityKey topic, ActorRef<Object> subscriber, ActorRef<Boolean> replyTo)
      implements Command {}

  /** No more of the topic; whether it had subscribed. */
  public record Unsubscribe(EntityKey topic, ActorRef<Object> subscriber, ActorRef<Boolean> replyTo)
      implements Command {}

  /** How many nodes are sent what is published here, this one among them. */
  public record GetReach(ActorRef<Integer> replyTo) implements Command {}

  private record Arrived(TopicEnvelope envelope) implements Command {}

  private record Gone(ActorRef<Object> subscriber) implements Command {}

  private record Nodes(Set<ActorRef<TopicEnvelope>> hubs) implements Command {}

  /** The hub of a node, which makes itself known to those of the others. */
  public static Behavior<Command> create(Setting setting) {
    ServiceKey<TopicEnvelope> key =
        ServiceKey.create(TopicEnvelope.class, "troupe-topic-" + setting.type().name());
    return Behaviors.setup(context -> {
      // An actor of its own: all adapters of one actor are one reference, which the receptionist
      // can't watch both as a hub and as one that subscribes.
      ActorRef<TopicEnvelope> intake = context.spawn(intake(context.getSelf()), "intake");
      ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
      receptionist.tell(Receptionist.register(key, intake));
      receptionist.tell(
          Receptionist.subscribe(
              key,
              context.messageAdapter(
                  Receptionist.Listing.class,
                  listing -> new Nodes(listing.getServiceInstances(key)))));
      TopicHub hub = new TopicHub(setting, context);
      Behavior<Command> receiving =
          Behaviors.receiveMessage(command -> {
            hub.receive(command);
            return Behaviors.same();
          });
      return Behaviors.supervise(receiving).onFailure(SupervisorStrategy.resume());
    });
  }

  private static Behavior<TopicEnvelope> intake(ActorRef<Command> hub) {
    return Behaviors.receiveMessage(envelope -> {
      hub.tell(new Arrived(envelope));
      return Behaviors.same();
    });
  }

  private void receive(Command command) {
    switch (command) {
      case Publish publish -> publish(publish);
      case Arrived arrived -> arrived(arrived.envelope());
      case Subscribe it -> it.replyTo().tell(subscribe(it.topic(), it.subscriber()));
      case Unsubscribe it -> it.replyTo().tell(unsubscribe(it.topic(), it.subscriber()));
      case Gone gone -> {
        subscribers.remove(gone.subscriber());
        count();
      }
      case Nodes nodes ->
          // This node's own has no address; it is given everything without a detour.
          others =
              nodes.hubs().stream()
                  .filter(hub -> hub.path().address().hasGlobalScope())
                  .collect(Collectors.toUnmodifiableSet());
      case GetReach get -> get.replyTo().tell(1 + others.size());
    }
  }

  private void publish(Publish publish) {
    try {
      setting.meters().published();
      deliver(publish.envelope().key(), publish.message());
      others.forEach(hub -> hub.tell(publish.envelope()));
    } finally {
      publish.permit().close();
    }
  }

  /** No reference makes an envelope that crosses tenants, so one that arrives was forged. */
  private void arrived(TopicEnvelope envelope) {
    EntityKey topic = envelope.key();
    if (!envelope.type().equals(setting.type().name()) || !envelope.isWithinTenant()) {
      setting.refused().accept(envelope);
      setting.meters().dropped(TopicMeters.Reason.FORGED);
    } else if (!subscribers.of(topic).isEmpty()) {
      if (setting.serves().test(topic.tenant())) {
        open(envelope);
      } else {
        setting.meters().dropped(TopicMeters.Reason.NOT_SERVED);
      }
    }
  }

  private void open(TopicEnvelope envelope) {
    Object message;
    try {
      message = setting.messages().open(envelope);
    } catch (Exception e) {
      setting.meters().dropped(TopicMeters.Reason.UNREADABLE);
      if (!hasWarned) {
        hasWarned = true;
        LOG.warn(
            "{} can't be read by this build and is dropped, as are others like it: {}",
            envelope,
            String.valueOf(e));
      }
      return;
    }
    deliver(envelope.key(), message);
  }

  private void deliver(EntityKey topic, Object message) {
    Set<ActorRef<Object>> those = subscribers.of(topic);
    those.forEach(subscriber -> subscriber.tell(message));
    setting.meters().delivered(those.size());
  }

  private boolean subscribe(EntityKey topic, ActorRef<Object> subscriber) {
    boolean isNew = !subscribers.has(subscriber);
    Subscribers.Outcome outcome = subscribers.add(topic, subscriber);
    if (isNew && outcome == Subscribers.Outcome.ADDED) {
      context.watchWith(subscriber, new Gone(subscriber));
    }
    count();
    return outcome != Subscribers.Outcome.FULL;
  }

  private boolean unsubscribe(EntityKey topic, ActorRef<Object> subscriber) {
    boolean wasThere = subscribers.remove(topic, subscriber);
    if (wasThere && !subscribers.has(subscriber)) {
      context.unwatch(subscriber);
    }
    count();
    return wasThere;
  }

  private void count() {
    setting.meters().subscriptions(subscribers.count());
  }
}
