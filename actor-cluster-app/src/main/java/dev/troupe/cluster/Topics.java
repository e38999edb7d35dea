package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.actor.TopicType;
import dev.troupe.cluster.internal.StrayEntries;
import dev.troupe.cluster.internal.TopicHub;
import dev.troupe.metrics.Metrics;
import dev.troupe.metrics.internal.TopicMeters;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.TopicMessages;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The topics of this cluster: what is published on one is told to all who have subscribed to it, on
 * whichever node they are.
 *
 * <p>One per actor system, got with {@link #on}. A topic is of one tenant; another tenant's of the
 * same type and id is another topic, and no reference leads from one to the other. It needs not be
 * made, and is not kept: who has not subscribed by then never hears what is published.
 *
 * <p>A message is delivered at most once. It is lost to a subscriber whose node is not reachable,
 * or does not know yet of the node on which it was published, and to all of them if that ends just
 * then. What one thread publishes on one node arrives in that order, whatever of it arrives.
 *
 * <pre>{@code
 * Topics topics = Topics.on(system).host(Prices.TYPE);
 * TopicRef<Price> prices = topics.refFor(Prices.TYPE, TenantId.of("acme"));
 * prices.subscribe(board);
 * prices.publish(new Quoted("tea", 250));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Topics implements Extension {
  /** The id of a topic that was given none. */
  public static final String ANY_ID = "~";

  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final TopicMessages messages;
  private final int mostOfTenant;
  private final Duration patience;
  private final Map<String, ActorRef<TopicHub.Command>> hubs = new ConcurrentHashMap<>();

  private Topics(ActorSystem<?> system) {
    Config config = system.settings().config().getConfig("troupe");
    this.system = system;
    this.messages = new TopicMessages(system, config.getBytes("topics.message-bytes"));
    this.mostOfTenant = config.getInt("topics.subscriptions-per-tenant");
    this.patience = config.getDuration("ask-timeout");
  }

  /** The topics of the cluster that this actor system is a member of. */
  public static Topics on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Lets this node have topics of this type. To be called on every node, before it joins.
   *
   * @throws IllegalArgumentException if the actor system was not started with {@link
   *     MessageSerializer#setup} for it
   */
  public Topics host(TopicType<?> type) {
    if (!MessageSerializer.typesOf(system).topics().contains(type)
        || type.name().equals(Permissions.OPERATOR)) {
      throw new IllegalArgumentException(
          "topic type '%s': the actor system can't write its messages; start it with MessageSerializer.setup(..) for all types, none of which is called '%s'"
              .formatted(type.name(), Permissions.OPERATOR));
    }
    hubs.computeIfAbsent(type.name(), name -> hub(type));
    return this;
  }

  private ActorRef<TopicHub.Command> hub(TopicType<?> type) {
    Audit audit = Audit.on(system);
    return system.systemActorOf(
        TopicHub.create(
            new TopicHub.Setting(
                type,
                messages,
                tenant -> Entities.on(system).door().serves(tenant),
                envelope -> audit.counted(StrayEntries.onATopic(envelope)),
                mostOfTenant,
                new TopicMeters(Metrics.on(system).registry(), type.name()))),
        "troupe-topic-" + type.name(),
        Props.empty());
  }

  /** The types that this node has topics of. */
  public Set<String> types() {
    return Set.copyOf(hubs.keySet());
  }

  /**
   * A tenant's topic of this type, where it needs but one.
   *
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> TopicRef<M> refFor(TopicType<M> type, TenantId tenant) {
    return refFor(type, tenant, ANY_ID);
  }

  /**
   * A tenant's topic of this type and id; those of other ids are others.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> TopicRef<M> refFor(TopicType<M> type, TenantId tenant, String id) {
    return refFor(type, tenant, id, name -> tenant);
  }

  <M> TopicRef<M> refFor(
      TopicType<M> type, TenantId tenant, String id, Function<String, TenantId> gate) {
    EntityKey key = EntityKey.of(tenant, id);
    if (tenant.isSystem()) {
      throw new IllegalArgumentException(
          "%s %s: the platform's own tenant has no topics".formatted(type.name(), key));
    }
    TopicRef.Way way =
        new TopicRef.Way(
            system, hub(type.name()), Entities.on(system).door(), messages, mostOfTenant, patience);
    return new TopicRef<>(type, key, gate, way);
  }

  private ActorRef<TopicHub.Command> hub(String type) {
    ActorRef<TopicHub.Command> hub = hubs.get(type);
    if (hub == null) {
      throw new IllegalStateException(
          "topic type '%s' is not hosted on this node, which hosts %s; call host(..) first"
              .formatted(type, hubs.keySet()));
    }
    return hub;
  }

  /**
   * The topics as this principal may use them: it needs the scope {@code type:publish} or {@code
   * type:subscribe}.
   */
  public PrincipalTopics as(Principal principal) {
    return new PrincipalTopics(this, Entities.on(system).as(principal));
  }

  /** The same, where tenants let each other in as these grants say, and no others. */
  public PrincipalTopics as(Principal principal, Grants grants) {
    return new PrincipalTopics(this, Entities.on(system).as(principal, grants));
  }

  /**
   * How many nodes are sent what is published on this one, itself among them: those that are
   * reachable and that this node has heard of.
   *
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public CompletionStage<Integer> reach(TopicType<?> type) {
    return AskPattern.ask(hub(type.name()), TopicHub.GetReach::new, patience, system.scheduler());
  }

  private static final class Id extends ExtensionId<Topics> {
    @Override
    public Topics createExtension(ActorSystem<?> system) {
      return new Topics(system);
    }
  }
}
