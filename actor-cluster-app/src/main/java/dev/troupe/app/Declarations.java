package dev.troupe.app;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.Interceptors;
import dev.troupe.actor.TopicType;
import dev.troupe.cluster.Deliveries;
import dev.troupe.cluster.DeliveryType;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.Placement;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.Served;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityType;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.tenants.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.Behavior;

/**
 * What the features of a node bring; filled by {@link Feature#declare} before the node starts.
 *
 * <p>Not thread-safe; of no use once the node has started.
 */
public final class Declarations {
  private final Map<EntityType<?>, Consumer<Entities>> entities = new LinkedHashMap<>();
  private final List<Served<?>> served = new ArrayList<>();
  private final List<ActorType<?>> actors = new ArrayList<>();
  private final List<Consumer<Entities>> actorHosts = new ArrayList<>();
  private final List<DeliveryType<?>> deliveries = new ArrayList<>();
  private final Set<TopicType<?>> topics = new LinkedHashSet<>();
  private final List<TopicType<?>> servedTopics = new ArrayList<>();
  private final List<Function<Node, GuardedRoute>> routes = new ArrayList<>();
  private final List<Sliced> sliced = new ArrayList<>();
  private final List<ActorType<?>> singletons = new ArrayList<>();
  private final List<Projection<?>> projections = new ArrayList<>();
  private final Map<String, Placement> placements = new LinkedHashMap<>();
  private final Map<String, String> migrations = new LinkedHashMap<>();

  /** Makes the behavior that works on one slice. */
  @FunctionalInterface
  public interface SliceBehavior {
    /** The behavior of the slice with this number, counted from 0. */
    Behavior<?> create(Node node, int slice);
  }

  /**
   * A behavior per slice, each running on exactly one node of the cluster.
   *
   * @param name unique within the cluster
   * @param slices how many
   * @param behavior makes each
   */
  public record Sliced(String name, int slices, SliceBehavior behavior) {}

  /** Hosts entities of this type, for the Java API alone. */
  public Declarations host(EntityType<?> type) {
    return host(type, UnaryOperator.identity());
  }

  /** The same, with Pekko's decorators around each. */
  public Declarations host(EntityType<?> type, UnaryOperator<Behavior<EntityEnvelope>> decorate) {
    entities.put(type, node -> node.host(type, decorate, placement(type.name())));
    return this;
  }

  /** The same, with these interceptors in front of each; also where it is served. */
  public <N> Declarations host(EntityType<N> type, Interceptors<EntityCommand<N, ?>> interceptors) {
    entities.put(type, node -> node.host(type, interceptors, placement(type.name())));
    return this;
  }

  /**
   * The same, on the nodes that this says, also where it is hosted or served otherwise; every node
   * must say the same.
   */
  public Declarations host(EntityType<?> type, Placement placement) {
    placements.put(type.name(), placement);
    return entities.containsKey(type) ? this : host(type);
  }

  /**
   * Hosts plain Pekko actors of this type, on the nodes that this says, also where it is hosted
   * otherwise; every node must say the same.
   */
  public Declarations host(ActorType<?> type, Placement placement) {
    placements.put(type.name(), placement);
    return actors.contains(type) ? this : host(type);
  }

  /** Hosts plain Pekko actors of this type. */
  public <M> Declarations host(ActorType<M> type) {
    return host(type, Interceptors.none());
  }

  /** The same, with these interceptors in front of each. */
  public <M> Declarations host(ActorType<M> type, Interceptors<M> interceptors) {
    actors.add(type);
    actorHosts.add(node -> node.host(type, interceptors, placement(type.name())));
    return this;
  }

  /** Has this node run who takes messages that are delivered at least once. */
  public Declarations host(DeliveryType<?> type) {
    actors.add(type.messages());
    deliveries.add(type);
    return this;
  }

  /** The same, on the nodes that this says; every node must say the same. */
  public Declarations host(DeliveryType<?> type, Placement placement) {
    placements.put(type.name(), placement);
    return deliveries.contains(type) ? this : host(type);
  }

  /** Has topics of this type, for the Java API alone. */
  public Declarations host(TopicType<?> type) {
    topics.add(type);
    return this;
  }

  /**
   * Has topics of this type, and serves what is published on them over HTTP; see {@link
   * dev.troupe.http.EventRoutes}.
   */
  public Declarations serve(TopicType<?> type) {
    servedTopics.add(type);
    return host(type);
  }

  /** Hosts entities of this type and serves them over HTTP, from their contract. */
  public Declarations serve(EntityType<?> type) {
    return serve(Served.all(type));
  }

  /**
   * Hosts entities of this type and serves only these commands of it over HTTP.
   *
   * @param commands records of commands, or interfaces that they implement
   * @throws IllegalArgumentException if one of them is not a command of this type
   */
  public Declarations serve(EntityType<?> type, Class<?>... commands) {
    return serve(Served.only(type, commands));
  }

  private Declarations serve(Served<?> each) {
    entities.putIfAbsent(each.type(), node -> node.host(each.type()));
    served.add(each);
    return this;
  }

  /**
   * Adds routes written by hand, tried after those that are made from contracts. Each says who may
   * use it; see {@link dev.troupe.http.TenantRoutes}.
   */
  public Declarations routes(Function<Node, GuardedRoute> route) {
    routes.add(route);
    return this;
  }

  /**
   * Runs a behavior per slice over the cluster (Pekko's Sharded Daemon Process): each on exactly
   * one node, started anew elsewhere when that node goes.
   */
  public Declarations sliced(String name, int slices, SliceBehavior behavior) {
    sliced.add(new Sliced(name, slices, behavior));
    return this;
  }

  /**
   * Has one actor of this type in the whole cluster, from the start (Pekko's cluster singleton);
   * see {@link dev.troupe.cluster.Singletons}.
   */
  public Declarations singleton(ActorType<?> type) {
    singletons.add(type);
    return this;
  }

  /** Keeps a view of the events of a type that is hosted, over the cluster. */
  public Declarations project(Projection<?> projection) {
    projections.add(projection);
    return this;
  }

  /**
   * Brings tables of the feature's own, made and changed by Flyway's migrations before the node
   * starts, one node at a time, in the schema of the journal.
   *
   * @param name 1 to 32 of a-z 0-9 _; what ran is remembered in the table {@code migrations_name}
   * @param folder of the class path that holds {@code V1__text.sql} and so on
   */
  public Declarations migrations(String name, String folder) {
    if (migrations.putIfAbsent(name, folder) != null) {
      throw new IllegalArgumentException(
          "migrations: '%s' was declared before; give each feature's a name of its own"
              .formatted(name));
    }
    return this;
  }

  /** The entity types. */
  public Set<EntityType<?>> entities() {
    return entities.keySet();
  }

  /** Has a node run entities and plain actors of all these types. */
  public void hostOn(Entities node) {
    entities.values().forEach(each -> each.accept(node));
    actorHosts.forEach(each -> each.accept(node));
  }

  /** Hosts what is delivered at least once. */
  public void hostOn(Deliveries node) {
    deliveries.forEach(type -> node.host(type, placement(type.name())));
  }

  private Placement placement(String type) {
    return placements.getOrDefault(type, Placement.leastShards());
  }

  /** The entity types that are served over HTTP, and which of their commands. */
  public List<Served<?>> served() {
    return served;
  }

  /**
   * A command that is served.
   *
   * @param type the name of its entity type
   * @param command what it is called and made of
   */
  public record ServedCommand(String type, CommandType command) {}

  /** All commands that are served, by type in the order of the declarations. */
  public List<ServedCommand> servedCommands() {
    return served.stream()
        .flatMap(each ->
            each.commands().stream().map(command -> new ServedCommand(each.type().name(), command)))
        .toList();
  }

  /** The types of plain Pekko actors, and of messages that are delivered at least once. */
  public List<ActorType<?>> actors() {
    return actors;
  }

  /** The types of topics. */
  public List<TopicType<?>> topics() {
    return List.copyOf(topics);
  }

  /** The types of topics that are served over HTTP. */
  public List<TopicType<?>> servedTopics() {
    return servedTopics;
  }

  /** Routes written by hand. */
  public List<Function<Node, GuardedRoute>> routes() {
    return routes;
  }

  /** Behaviors that run by slice. */
  public List<Sliced> sliced() {
    return sliced;
  }

  /** The types of actors of which the cluster has one. */
  public List<ActorType<?>> singletons() {
    return singletons;
  }

  /** The views that are kept. */
  public List<Projection<?>> projections() {
    return projections;
  }

  /** Folders of migrations by name. */
  public Map<String, String> migrations() {
    return migrations;
  }

  /** All types whose messages the node reads and writes, with ours; refuses two of one name. */
  public MessageTypes messageTypes() {
    List<EntityType<?>> all = new ArrayList<>(entities());
    all.add(Tenant.TYPE);
    return new MessageTypes(all, actors, topics()).and(singletons.toArray(ActorType<?>[]::new));
  }
}
