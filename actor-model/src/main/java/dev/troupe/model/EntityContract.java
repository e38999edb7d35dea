package dev.troupe.model;

import dev.troupe.model.internal.Immutable;
import dev.troupe.model.internal.Names;
import dev.troupe.model.internal.TypeArguments;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names and shapes of an entity's messages, as they are on the wire, in the journal and in
 * URLs.
 *
 * <p>Derived from the sealed hierarchies once, when the {@link EntityType} is made; immutable.
 */
public final class EntityContract {
  private final String type;
  private final Map<String, CommandType> commandsByName = new LinkedHashMap<>();
  private final Map<Class<?>, CommandType> commandsByClass = new LinkedHashMap<>();
  private final Map<String, EventType> eventsByName = new LinkedHashMap<>();
  private final Map<Class<?>, EventType> eventsByClass = new LinkedHashMap<>();
  private final Map<Class<?>, List<String>> formerNames;
  private final Class<?> state;

  /**
   * A command and what it is answered with.
   *
   * @param name kebab-case, such as {@code get-balance}
   * @param record its class
   * @param answer the type of its reply's value, with type arguments
   */
  public record CommandType(String name, Class<?> record, Type answer) {
    private static final String QUERY = "get-";

    /** Whether it persists nothing, which its name says. */
    public boolean isQuery() {
      return Names.isQuery(name);
    }

    /** The name without {@code get-}: {@code balance}. */
    public String noun() {
      return name.startsWith(QUERY) ? name.substring(QUERY.length()) : name;
    }
  }

  /**
   * An event.
   *
   * @param name kebab-case, such as {@code deposited}
   * @param record its class
   * @param oldest the oldest version that is read, from 1
   * @param upcasters what lifts the oldest version to the next, that one to the next, and so on
   */
  public record EventType(String name, Class<?> record, int oldest, List<Upcaster> upcasters) {

    /** The version that is written now, counted from 1. */
    public int version() {
      return oldest + upcasters.size();
    }

    /** What lifts this version to the one that is written now, in order. */
    public List<Upcaster> upcastersFrom(int version) {
      return upcasters.subList(version - oldest, upcasters.size());
    }
  }

  private EntityContract(EntityType<?> entity) {
    this.type = entity.name();
    this.state = entity.state();
    for (Class<?> record : Names.leaves(type, entity.commands())) {
      Immutable.require(type, record);
      Type answer = TypeArguments.of(record, EntityCommand.class, 1);
      Immutable.require(type, answer);
      add(commandsByName, new CommandType(Names.messageName(type, record), record, answer));
    }
    for (Class<?> record : Names.leaves(type, entity.events())) {
      Immutable.require(type, record);
      var upcasters = entity.upcasters().getOrDefault(record, List.of());
      int oldest = entity.oldestVersions().getOrDefault(record, 1);
      add(eventsByName, new EventType(Names.messageName(type, record), record, oldest, upcasters));
    }
    commandsByName.values().forEach(each -> commandsByClass.put(each.record(), each));
    eventsByName.values().forEach(each -> eventsByClass.put(each.record(), each));
    entity.upcasters().keySet().forEach(record -> requireKnown(record, eventsByClass, "event"));
    entity
        .oldestVersions()
        .keySet()
        .forEach(record -> requireKnown(record, eventsByClass, "event"));
    this.formerNames = entity.formerNames();
    formerNames.forEach((record, names) -> names.forEach(name -> addFormerName(name, record)));
    requireDistinctNouns();
  }

  static EntityContract of(EntityType<?> entity) {
    return new EntityContract(entity);
  }

  private void add(Map<String, CommandType> names, CommandType command) {
    CommandType other = names.putIfAbsent(command.name(), command);
    requireFree(command.name(), command.record(), other == null ? null : other.record());
  }

  private void add(Map<String, EventType> names, EventType event) {
    EventType other = names.putIfAbsent(event.name(), event);
    requireFree(event.name(), event.record(), other == null ? null : other.record());
  }

  private void requireFree(String name, Class<?> record, @Nullable Class<?> other) {
    if (other != null) {
      throw new IllegalArgumentException(
          "%s/%s: names both %s and %s; rename one of them"
              .formatted(type, name, other.getName(), record.getName()));
    }
  }

  private void addFormerName(String former, Class<?> record) {
    EventType event = eventsByClass.get(record);
    CommandType command = commandsByClass.get(record);
    if (event != null) {
      add(eventsByName, former, event);
    } else if (command != null) {
      add(commandsByName, former, command);
    } else {
      throw unknown(record, "command or event");
    }
  }

  private <T> void add(Map<String, T> names, String former, T message) {
    T other = names.putIfAbsent(former, message);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s/%s: is in use, and so can't be a former name as well".formatted(type, former));
    }
  }

  private void requireKnown(Class<?> record, Map<Class<?>, ?> known, String kind) {
    if (!known.containsKey(record)) {
      throw unknown(record, kind);
    }
  }

  private IllegalArgumentException unknown(Class<?> record, String kind) {
    return new IllegalArgumentException(
        "%s: %s is no %s of this type".formatted(type, record.getName(), kind));
  }

  /** A constant of an enum may have a class of its own. */
  private static Class<?> classOf(Object message) {
    return message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass();
  }

  private void requireDistinctNouns() {
    Set<String> nouns = new HashSet<>();
    for (CommandType command : commands()) {
      if (command.isQuery() && !nouns.add(command.noun())) {
        throw new IllegalArgumentException(
            "%s/%s: two queries share the noun '%s'; rename one of them"
                .formatted(type, command.name(), command.noun()));
      }
    }
  }

  /** The entity type's name. */
  public String type() {
    return type;
  }

  /** Its commands, in the order of the source. */
  public Collection<CommandType> commands() {
    return List.copyOf(commandsByClass.values());
  }

  /** Its events, in the order of the source. */
  public Collection<EventType> events() {
    return List.copyOf(eventsByClass.values());
  }

  /** The record of its state. */
  public Class<?> state() {
    return state;
  }

  /** The command of this name, present or former. */
  public Optional<CommandType> commandNamed(String name) {
    return Optional.ofNullable(commandsByName.get(name));
  }

  /** The event of this name, present or former. */
  public Optional<EventType> eventNamed(String name) {
    return Optional.ofNullable(eventsByName.get(name));
  }

  /**
   * The names that this command or event had before, in the order in which they were registered.
   */
  public List<String> formerNamesOf(Class<?> message) {
    return formerNames.getOrDefault(message, List.of());
  }

  /**
   * What this command is called.
   *
   * @throws IllegalArgumentException if it is none of this type's
   */
  public CommandType commandOf(EntityCommand<?, ?> command) {
    CommandType found = commandsByClass.get(classOf(command));
    if (found == null) {
      throw unknown(command.getClass(), "command");
    }
    return found;
  }

  /** Whether this is a query; what is no command of this type is none. */
  public boolean isQuery(EntityCommand<?, ?> command) {
    CommandType found = commandsByClass.get(classOf(command));
    return found != null && found.isQuery();
  }

  /**
   * What this event is called.
   *
   * @throws IllegalArgumentException if it is none of this type's
   */
  public EventType eventOf(Object event) {
    EventType found = eventsByClass.get(classOf(event));
    if (found == null) {
      throw unknown(event.getClass(), "event");
    }
    return found;
  }
}
