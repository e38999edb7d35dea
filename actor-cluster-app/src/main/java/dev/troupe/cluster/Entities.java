package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.actor.ActorType;
import dev.troupe.actor.Interceptors;
import dev.troupe.cluster.internal.ActiveEntities;
import dev.troupe.cluster.internal.HandOffs;
import dev.troupe.cluster.internal.PauseWatch;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.cluster.internal.ShardSearch;
import dev.troupe.cluster.internal.ShardWatch;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * The entities of this cluster, hosted by type and found by tenant and id.
 *
 * <p>One per actor system, got with {@link #on}. A type must be hosted on a node before that node
 * can refer to it, and on every node under the same name. The actor system must have been started
 * with {@link dev.troupe.persistence.MessageSerializer#setup} for all types.
 *
 * <p>There is no way from a raw key to an entity: whoever refers to one says whose it is with a
 * {@link TenantId}, and an id that is no id is refused with {@link IllegalArgumentException} before
 * anything is sent. Entities start with the first command to them, stop when they are idle or too
 * many (Pekko's passivation), and start again with the state that their events lead to.
 *
 * <pre>{@code
 * Entities entities = Entities.on(system).host(Account.TYPE).host(Session.TYPE);
 * entities.refFor(Account.TYPE, TenantId.of("acme"), "a-1").ask(new Deposit(60));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Entities implements Extension {
  private static final Id ID = new Id();

  private final ClusterSharding sharding;
  private final Door door;
  private final Audit audit;
  private final ActiveEntities active;
  private final Duration askTimeout;
  private final ActorSystem<?> system;
  private final HostedTypes hosted;

  private Entities(ActorSystem<?> system) {
    Config config = system.settings().config().getConfig("troupe");
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.audit = Audit.on(system);
    Tenants tenants = Tenants.on(system);
    Metrics metrics = Metrics.on(system);
    this.door = Door.of(system, tenants, metrics);
    this.active =
        new ActiveEntities(
            tenant -> tenants.isStopped(tenant) ? 0 : tenants.limit(tenant, Limit.ACTIVE_ENTITIES));
    this.hosted =
        new HostedTypes(
            system,
            new Hosting(door, active, metrics, ShardWatch.start(system)),
            ShardHash.of(system.settings().config()),
            audit::counted);
    tenants.listen(active::trim);
    this.askTimeout = config.getDuration("ask-timeout");
    PauseWatch.start(system);
    HandOffs.start(system, hosted::find);
  }

  /** The entities of the cluster that this actor system is a member of. */
  public static Entities on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Lets this node run entities of this type. */
  public Entities host(EntityType<?> type) {
    return host(type, Placement.leastShards());
  }

  /** The same, on the nodes that this says; every node must say the same. */
  public Entities host(EntityType<?> type, Placement placement) {
    return host(type, UnaryOperator.identity(), placement);
  }

  /** The same, with Pekko's decorators (supervision, logging, interceptors) around each. */
  public <N> Entities host(EntityType<N> type, UnaryOperator<Behavior<EntityEnvelope>> decorate) {
    return host(type, decorate, Placement.leastShards());
  }

  /** The same, with decorators and on the nodes that this says. */
  public <N> Entities host(
      EntityType<N> type, UnaryOperator<Behavior<EntityEnvelope>> decorate, Placement placement) {
    return host(type, new Hosting.Wrapping<>(decorate, Interceptors.none()), placement);
  }

  /**
   * The same, with these interceptors in front of each. They see its commands as they arrive, once
   * it is known that they are the entity's own to carry out.
   */
  public <N> Entities host(EntityType<N> type, Interceptors<EntityCommand<N, ?>> interceptors) {
    return host(type, interceptors, Placement.leastShards());
  }

  /** The same, with interceptors and on the nodes that this says. */
  public <N> Entities host(
      EntityType<N> type, Interceptors<EntityCommand<N, ?>> interceptors, Placement placement) {
    return host(type, new Hosting.Wrapping<>(UnaryOperator.identity(), interceptors), placement);
  }

  private <N> Entities host(EntityType<N> type, Hosting.Wrapping<N> wrapping, Placement placement) {
    hosted.host(type, wrapping, placement);
    return this;
  }

  /** The same behind this border; another than ours is for tests of what stands behind it. */
  <N> Entities host(
      EntityType<N> type, Hosting.Wrapping<N> wrapping, Placement placement, Border border) {
    hosted.host(type, wrapping, placement, border);
    return this;
  }

  /**
   * Lets this node run plain Pekko actors of this type. None is made for a tenant that is not
   * served, and what is sent to it is lost, like what is sent to any actor that is not there.
   */
  public <M> Entities host(ActorType<M> type) {
    return host(type, Interceptors.none());
  }

  /** The same, with these interceptors in front of each. */
  public <M> Entities host(ActorType<M> type, Interceptors<M> interceptors) {
    return host(type, interceptors, Placement.leastShards());
  }

  /** The same, on the nodes that this says; every node must say the same. */
  public <M> Entities host(ActorType<M> type, Placement placement) {
    return host(type, Interceptors.none(), placement);
  }

  /** The same, with interceptors and on the nodes that this says. */
  public <M> Entities host(ActorType<M> type, Interceptors<M> interceptors, Placement placement) {
    hosted.host(type, interceptors, placement);
    return this;
  }

  /** What is hosted here. */
  HostedTypes hosted() {
    return hosted;
  }

  /** What every command passes. */
  Door door() {
    return door;
  }

  /** Whose the entities are, and what each may use. */
  public Tenants tenants() {
    return door.tenants();
  }

  /**
   * Stops all entities and plain actors of a tenant that run on this node now, each once it has
   * done what it was sent; those of other nodes and what is sent later are not concerned. Called
   * for by itself when a tenant is suspended or erased.
   */
  public void stop(TenantId tenant) {
    active.stop(tenant);
  }

  /** How many entities and plain actors of a tenant run on this node, also those that stop. */
  public long running(TenantId tenant) {
    return active.running(tenant);
  }

  /** How many entities and plain actors run on this node, by type; also those that stop. */
  public Map<String, Long> running() {
    return active.byType();
  }

  /** How many commands that were sent from this node have no answer yet. */
  public int inFlight() {
    return door.admission().inFlight();
  }

  /** The types that this node hosts, entities' and plain actors'. */
  public Set<String> types() {
    return hosted.names();
  }

  /**
   * A tenant's entity, wherever in the cluster it runs.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <N> TenantEntityRef<N> refFor(EntityType<N> type, TenantId tenant, String id) {
    EntityKey key = EntityKey.of(tenant, id);
    TenantEntityRef.Way way = hosted.way(type.name());
    Hosting.requirePlace(type, key);
    return new TenantEntityRef<>(
        type, key, TenantEntityRef.Asker.node(key.tenant()), way, askTimeout);
  }

  /**
   * Where a tenant's entity or plain actor is, which is not started by being looked for. Fails with
   * {@link Unavailable} if a node that may have it does not answer in time.
   *
   * @param type the name of its type
   */
  public CompletionStage<Whereabouts> whereIs(String type, TenantId tenant, String id) {
    EntityKey key = EntityKey.of(tenant, id);
    hosted.require(type);
    String shard = hosted.shardOf(type, key);
    return new ShardSearch(Adapter.toClassic(system))
        .find(type, shard, key.encoded(), askTimeout)
        .thenApply(found -> Whereabouts.of(type, key, shard, found));
  }

  /**
   * The entities as this principal may ask them, its tenant's and those of tenants that let it in.
   * What is asked without one is asked by the node itself, which may do anything.
   */
  public PrincipalEntities as(Principal principal) {
    return as(principal, tenants()::between);
  }

  /** The same, where tenants let each other in as these grants say, and no others. */
  public PrincipalEntities as(Principal principal, Grants grants) {
    return new PrincipalEntities(this, principal, grants, InstantSource.system(), audit::counted);
  }

  /**
   * A tenant's plain Pekko actor, as Pekko's own reference.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> EntityRef<M> refFor(ActorType<M> type, TenantId tenant, String id) {
    EntityKey key = EntityKey.of(tenant, id);
    hosted.require(type.name());
    return sharding.entityRefFor(Hosting.typeKey(type), key.encoded());
  }

  /**
   * Takes a delivery to an entity of the type of this name.
   *
   * @throws Unavailable if the type is not hosted on this node, which an older or newer one may do
   * @throws dev.troupe.model.NotServed if the tenant is not served
   */
  CompletionStage<EntityReply> deliver(
      String type,
      EntityKey key,
      Duration patience,
      Function<ActorRef<EntityReply>, EntityEnvelope> delivery) {
    ActorRef<EntityEnvelope> region = hosted.region(type);
    door.tenants().require(key.tenant());
    return AskPattern.ask(region, delivery::apply, patience, system.scheduler());
  }

  private static final class Id extends ExtensionId<Entities> {
    @Override
    public Entities createExtension(ActorSystem<?> system) {
      return new Entities(system);
    }
  }
}
