package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.internal.RenumberedQueue;
import dev.troupe.model.EntityKey;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.MessageSerializer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.delivery.ConsumerController.SequencedMessage;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.delivery.EventSourcedProducerQueue;

/**
 * Where Pekko's reliable delivery meets tenants: its consumers at keys, and its durable queues in
 * the journal. The controllers themselves are Pekko's, used as they are.
 *
 * <pre>{@code
 * ShardingProducerController.create(
 *     Parcel.class,
 *     sender.encoded(),
 *     Deliveries.on(system).region(PARCELS),
 *     Optional.of(Deliveries.queue("parcel", sender)));
 * }</pre>
 *
 * <p>What such a producer has stored is delivered at least once, also if its node and that of the
 * consumer die: again, if either died before it was known that the consumer had confirmed. One per
 * actor system, got with {@link #on}. Thread-safe.
 */
public final class Deliveries implements Extension {
  private static final Id ID = new Id();

  /** No name of a type has a dot, so no entity's stream is called so. */
  private static final String QUEUE = ".queue|";

  private final ActorSystem<?> system;
  private final Map<String, ActorRef<?>> regions = new ConcurrentHashMap<>();

  private Deliveries(ActorSystem<?> system) {
    this.system = system;
  }

  /** Those of the cluster that this actor system is a member of. */
  public static Deliveries on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Lets this node run who takes messages of this type. None is started for a tenant that is not
   * served; what is for it waits with its producer until it is.
   *
   * @throws IllegalArgumentException if the actor system was not started with {@link
   *     MessageSerializer#setup} for its messages
   */
  public Deliveries host(DeliveryType<?> type) {
    return host(type, Placement.leastShards());
  }

  /** The same, on the nodes that this says; every node must say the same. */
  public Deliveries host(DeliveryType<?> type, Placement placement) {
    boolean isKnown =
        MessageSerializer.typesOf(system).actors().stream()
            .map(ActorType::protocol)
            .anyMatch(type.protocol()::equals);
    if (!isKnown) {
      throw new IllegalArgumentException(
          "delivery type '%s': the actor system can't write its messages; start it with MessageSerializer.setup(..) for all types"
              .formatted(type.name()));
    }
    regions.computeIfAbsent(
        type.name(), name -> Entities.on(system).hosted().host(type, placement));
    return this;
  }

  /**
   * Where a {@code ShardingProducerController} sends messages of this type. The id in its envelopes
   * is an {@link EntityKey} of the tenant that it sends for, {@code encoded()}.
   *
   * @throws IllegalStateException if the type is not hosted on this node
   */
  @SuppressWarnings("unchecked") // As host(..) put it there.
  public <M> ActorRef<ShardingEnvelope<SequencedMessage<M>>> region(DeliveryType<M> type) {
    ActorRef<?> region = regions.get(type.name());
    if (region == null) {
      throw new IllegalStateException(
          "delivery type '%s' is not hosted on this node, which hosts %s; call host(..) first"
              .formatted(type.name(), regions.keySet()));
    }
    return (ActorRef<ShardingEnvelope<SequencedMessage<M>>>) region;
  }

  /**
   * A durable queue in the journal: a stream of the tenant's, {@code name.queue|tenant:id}, sealed,
   * counted and erased with all that it has. For one producer at a time in the whole cluster; a
   * second one's writes fail. Its events stay when they are confirmed, as all events do.
   *
   * @param name of what waits in it, 1 to 32 of {@code a-z 0-9 -}
   * @param key whose it is, and which of the tenant's
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static <M> Behavior<DurableProducerQueue.Command<M>> queue(String name, EntityKey key) {
    Names.requireTypeName("queue", name);
    return RenumberedQueue.of(
        EventSourcedProducerQueue.create(PersistenceId.ofUniqueId(name + QUEUE + key.encoded())));
  }

  private static final class Id extends ExtensionId<Deliveries> {
    @Override
    public Deliveries createExtension(ActorSystem<?> system) {
      return new Deliveries(system);
    }
  }
}
