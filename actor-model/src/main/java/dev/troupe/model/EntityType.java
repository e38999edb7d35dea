package dev.troupe.model;

import dev.troupe.model.internal.Immutable;
import dev.troupe.model.internal.Names;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The registration of an entity: its stable name, its message types, and how to make one.
 *
 * <p>The name and those of the messages are in the journal for ever. They come from the sealed
 * hierarchies ({@code Deposited} is {@code account/deposited}); {@link #renamed} keeps an old name
 * readable, and {@link #upcasting} an old shape. Immutable; each of these gives a new registration.
 *
 * @param <N> the entity
 */
public final class EntityType<N> {
  private final String name;
  private final Class<?> commands;
  private final Class<?> events;
  private final Class<?> state;
  private final Function<EntityKey, N> factory;
  private final Map<Class<?>, List<String>> formerNames;
  private final Map<Class<?>, List<Upcaster>> upcasters;
  private final Map<Class<?>, Integer> oldestVersions;
  private final EntityContract contract;

  private EntityType(
      String name,
      Class<?> commands,
      Class<?> events,
      Class<?> state,
      Function<EntityKey, N> factory,
      Map<Class<?>, List<String>> formerNames,
      Map<Class<?>, List<Upcaster>> upcasters,
      Map<Class<?>, Integer> oldestVersions) {
    this.name = name;
    this.commands = commands;
    this.events = events;
    this.state = state;
    this.factory = factory;
    this.formerNames = Collections.unmodifiableMap(formerNames);
    this.upcasters = Collections.unmodifiableMap(upcasters);
    this.oldestVersions = Collections.unmodifiableMap(oldestVersions);
    this.contract = EntityContract.of(this);
  }

  /**
   * An event-sourced entity.
   *
   * @param name 1 to 32 of {@code a-z 0-9 -}; never to be changed once events are stored
   * @param commands the sealed interface of its commands
   * @param events the sealed interface of its events
   * @param state the record of its state
   * @param factory makes the entity of a key, in general its constructor
   * @throws IllegalArgumentException if the name breaks its rule, a message type is not sealed or
   *     can be changed in place, or two of one kind share a name
   */
  public static <N extends EventSourcedEntity<C, E, S>, C extends EntityCommand<N, ?>, E, S>
      EntityType<N> eventSourced(
          String name,
          Class<? super C> commands,
          Class<E> events,
          Class<S> state,
          Function<EntityKey, N> factory) {
    Names.requireTypeName("entity type", name);
    Immutable.require(name, state);
    return new EntityType<>(name, commands, events, state, factory, Map.of(), Map.of(), Map.of());
  }

  /**
   * Reads what was stored under a former name as this event, or what was sent under it as this
   * command.
   *
   * @param former the kebab-case name it had, such as {@code paid-in}
   * @param message what it is called now
   * @throws IllegalArgumentException if the name is in use, or the class is none of this type's
   */
  public EntityType<N> renamed(String former, Class<?> message) {
    Names.requireMessageName(name, former);
    return new EntityType<>(
        name,
        commands,
        events,
        state,
        factory,
        with(formerNames, message, former),
        upcasters,
        oldestVersions);
  }

  /**
   * Lifts this event from the latest version that is stored so far to a new one. Versions count
   * from 1; each call adds one, and they are applied in the order of the calls.
   *
   * @throws IllegalArgumentException if the class is no event of this type
   */
  public EntityType<N> upcasting(Class<?> event, Upcaster upcaster) {
    return new EntityType<>(
        name,
        commands,
        events,
        state,
        factory,
        formerNames,
        with(upcasters, event, upcaster),
        oldestVersions);
  }

  /**
   * Says that this event means something else from this version on, which its shape need not show:
   * a number in another unit, say. No older version is read, and upcasters that lead there are
   * forgotten; later ones lift this version. Where the old meaning can be turned into the new one,
   * {@link #upcasting} is what to use.
   *
   * @param version above the one that is written without this
   * @throws IllegalArgumentException if it is not, or the class is no event of this type
   */
  public EntityType<N> startingAt(Class<?> event, int version) {
    int before =
        oldestVersions.getOrDefault(event, 1) + upcasters.getOrDefault(event, List.of()).size();
    if (version <= before) {
      throw new IllegalArgumentException(
          "%s: %s has version '%d' already, so it can't start at '%d'; take a higher one"
              .formatted(name, event.getName(), before, version));
    }
    var later = new LinkedHashMap<>(upcasters);
    later.remove(event);
    var oldest = new LinkedHashMap<>(oldestVersions);
    oldest.put(event, version);
    return new EntityType<>(name, commands, events, state, factory, formerNames, later, oldest);
  }

  private static <T> Map<Class<?>, List<T>> with(
      Map<Class<?>, List<T>> map, Class<?> message, T more) {
    var all = new LinkedHashMap<>(map);
    all.put(
        message,
        Stream.concat(all.getOrDefault(message, List.of()).stream(), Stream.of(more)).toList());
    return all;
  }

  /** Its stable name. */
  public String name() {
    return name;
  }

  /** The sealed interface of its commands. */
  public Class<?> commands() {
    return commands;
  }

  /** The sealed interface of its events. */
  public Class<?> events() {
    return events;
  }

  /** The record of its state. */
  public Class<?> state() {
    return state;
  }

  /** Makes the entity of this key. */
  public N create(EntityKey key) {
    return factory.apply(key);
  }

  /** What its messages are called and made of. */
  public EntityContract contract() {
    return contract;
  }

  /** By message, the names it had. */
  Map<Class<?>, List<String>> formerNames() {
    return formerNames;
  }

  /** By event, what lifts the oldest version that is read to the next, and so on. */
  Map<Class<?>, List<Upcaster>> upcasters() {
    return upcasters;
  }

  /** By event, the oldest version that is read, where that is not the first. */
  Map<Class<?>, Integer> oldestVersions() {
    return oldestVersions;
  }

  @Override
  public String toString() {
    return "entity type " + name;
  }
}
