package dev.troupe.persistence.evolution;

import static java.util.stream.Collectors.joining;

import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The entity types of a build, to hold what is stored against them. Thread-safe. */
public final class BuildTypes {
  private final Map<String, Known> types = new TreeMap<>();
  private final IntPredicate otherSerializers;

  private record Known(EntityType<?> type, EntityCodec codec) {}

  private BuildTypes(MessageTypes types, IntPredicate otherSerializers) {
    types
        .entities()
        .forEach(type -> this.types.put(type.name(), new Known(type, new EntityCodec(type))));
    this.otherSerializers = otherSerializers;
  }

  /**
   * These types.
   *
   * @param otherSerializers which numbers of serializers beside ours this build has
   */
  public static BuildTypes of(MessageTypes types, IntPredicate otherSerializers) {
    return new BuildTypes(types, otherSerializers);
  }

  /** What this build can't do with what is stored under this name; empty if it can read it all. */
  public List<Finding> check(StoredName stored) {
    String subject = stored.manifest();
    if (stored.serializer() != MessageSerializer.IDENTIFIER) {
      return otherSerializers.test(stored.serializer())
          ? List.of()
          : List.of(
              Finding.stop(
                  subject.isEmpty() ? "serializer " + stored.serializer() : subject,
                  "was written by serializer '%d', which this build does not have; configure it"
                      .formatted(stored.serializer())));
    }
    try {
      Manifest name = Manifest.parse(subject);
      Known known = types.get(name.type());
      if (known == null) {
        return List.of(
            Finding.stop(
                subject,
                "no entity type is called '%s', known: '%s'; host the type as long as anything of it is stored"
                    .formatted(name.type(), String.join(", ", types.keySet()))));
      }
      return switch (name.kind()) {
        case EVENT -> checkEvent(known, name, stored);
        case COMMAND -> checkCommand(known, name, stored);
        default -> List.of();
      };
    } catch (UnreadableMessage e) {
      return List.of(Finding.stop(subject, String.valueOf(e.getMessage())));
    }
  }

  private static List<Finding> checkEvent(Known known, Manifest name, StoredName stored) {
    Optional<EventType> found = known.codec().contract().eventNamed(name.name());
    if (found.isEmpty()) {
      return List.of(Finding.stop(stored.manifest(), unknown("event", name)));
    }
    EventType event = found.get();
    if (name.version() > event.version()) {
      return List.of(
          Finding.stop(
              stored.manifest(),
              "version '%d' is stored, and the newest that this build reads is '%d'; register its upcasters again, or deploy the build that wrote it"
                  .formatted(name.version(), event.version())));
    }
    if (name.version() < event.oldest()) {
      return List.of(
          Finding.stop(
              stored.manifest(),
              "version '%d' is stored, and the oldest that this build reads is '%d'; register .upcasting(...) instead of .startingAt(...)"
                  .formatted(name.version(), event.oldest())));
    }
    return name.version() < event.version()
        ? List.of()
        : checkShape(
            stored,
            event.record(),
            "register .upcasting(%s.class, fields -> ...)"
                .formatted(event.record().getSimpleName()));
  }

  private static List<Finding> checkCommand(Known known, Manifest name, StoredName stored) {
    Optional<CommandType> found = known.codec().contract().commandNamed(name.name());
    return found.isEmpty()
        ? List.of(Finding.stop(stored.manifest(), unknown("command", name)))
        : checkShape(
            stored,
            found.get().record(),
            "keep the old shape until none of it waits, and add a new command for the new one");
  }

  private static String unknown(String kind, Manifest name) {
    return "no %s of '%s' is called '%s'; if it was renamed, register .renamed(\"%3$s\", NewName.class), else keep its record"
        .formatted(kind, name.type(), name.name());
  }

  private static List<Finding> checkShape(StoredName stored, Class<?> read, String advice) {
    if (stored.shape().isEmpty()) {
      return List.of();
    }
    List<String> problems = ShapeComparison.problems(Shape.parse(stored.shape()), Shapes.of(read));
    return problems.isEmpty()
        ? List.of()
        : List.of(
            Finding.stop(
                stored.manifest(), problems.stream().collect(joining("; ", "", "; ")) + advice));
  }

  /** Begins to replay the stream of the entity of this type and key; empty if there is no type. */
  public Optional<Replay> replay(String type, EntityKey key) {
    return Optional.ofNullable(types.get(type))
        .map(known -> new Replay(known.type(), key, known.codec()));
  }
}
