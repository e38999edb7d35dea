package dev.troupe.model.testkit;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import dev.troupe.model.Done;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.model.EntityType;
import dev.troupe.model.internal.Names;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the contract of an entity type as lines that a diff shows well. */
final class ContractText {
  private final EntityContract contract;

  /** The user's own types that messages hold, in the order in which they were met. */
  private final Set<Class<?>> held = new LinkedHashSet<>();

  private ContractText(EntityContract contract) {
    this.contract = contract;
    contract.commands().forEach(command -> holdPartsOf(command.record()));
    contract.commands().forEach(command -> hold(command.answer()));
    contract.events().forEach(event -> holdPartsOf(event.record()));
    holdPartsOf(contract.state());
  }

  /** The contracts of these types, sorted by name, with an empty line between two. */
  static String of(Collection<? extends EntityType<?>> types) {
    return types.stream()
        .map(EntityType::contract)
        .sorted(comparing(EntityContract::type))
        .map(each -> new ContractText(each).lines().collect(joining("\n", "", "\n")))
        .collect(joining("\n"));
  }

  private Stream<String> lines() {
    Stream<String> commands =
        contract.commands().stream().sorted(comparing(CommandType::name)).map(this::command);
    Stream<String> events =
        contract.events().stream().sorted(comparing(EventType::name)).map(this::event);
    Stream<String> types =
        held.stream()
            .sorted(comparing(this::name))
            .map(type -> "%s %s %s".formatted(kind(type), name(type), body(type)));
    return Stream.of(
            Stream.of("entity " + contract.type()),
            commands,
            events,
            Stream.of("state " + body(contract.state())),
            types)
        .flatMap(each -> each);
  }

  private String command(CommandType command) {
    return "command %s%s %s -> %s"
        .formatted(
            command.name(),
            formerNames(command.record()),
            body(command.record()),
            text(command.answer()));
  }

  private String event(EventType event) {
    return "event %s#%d%s%s %s"
        .formatted(
            event.name(),
            event.version(),
            event.oldest() == 1 ? "" : " from " + event.oldest(),
            formerNames(event.record()),
            body(event.record()));
  }

  private String formerNames(Class<?> message) {
    List<String> names = contract.formerNamesOf(message);
    return names.isEmpty() ? "" : names.stream().sorted().collect(joining(", ", " formerly ", ""));
  }

  private static String kind(Class<?> type) {
    return type.isRecord() ? "record" : type.isEnum() ? "enum" : "sealed";
  }

  private String body(Class<?> type) {
    if (type.isRecord()) {
      return Arrays.stream(type.getRecordComponents())
          .map(each -> each.getName() + ": " + text(each.getGenericType()) + mark(each))
          .collect(joining(", ", "{", "}"));
    }
    Stream<String> names =
        type.isEnum()
            ? Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name())
            : Names.leaves(contract.type(), type).stream().map(Names::kebab).sorted();
    return names.collect(joining(", ", "[", "]"));
  }

  private static String mark(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class) ? "?" : "";
  }

  private String text(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments())
          .map(this::text)
          .collect(joining(", ", text(generic.getRawType()) + "<", ">"));
    }
    if (type instanceof WildcardType wildcard) {
      return text(wildcard.getUpperBounds()[0]);
    }
    return type instanceof Class<?> plain ? name(plain) : type.getTypeName();
  }

  /** The simple name; with the class around it where two are called the same. */
  private String name(Class<?> type) {
    boolean shared =
        held.stream().anyMatch(o -> o != type && o.getSimpleName().equals(type.getSimpleName()));
    return held.contains(type) && shared
        ? type.getTypeName().replace('$', '.')
        : type.getSimpleName();
  }

  private void hold(Type type) {
    if (type instanceof ParameterizedType generic) {
      hold(generic.getRawType());
      Arrays.stream(generic.getActualTypeArguments()).forEach(this::hold);
    } else if (type instanceof WildcardType wildcard) {
      Arrays.stream(wildcard.getUpperBounds()).forEach(this::hold);
    } else if (type instanceof Class<?> plain && isOwn(plain) && held.add(plain)) {
      holdPartsOf(plain);
    }
  }

  private void holdPartsOf(Class<?> type) {
    if (type.isRecord()) {
      Arrays.stream(type.getRecordComponents())
          .map(RecordComponent::getGenericType)
          .forEach(this::hold);
    } else if (type.isInterface()) {
      Names.leaves(contract.type(), type).forEach(this::hold);
    }
  }

  /** Whether its shape is the user's to change. */
  private static boolean isOwn(Class<?> type) {
    return type != Done.class
        && !type.getName().startsWith("java.")
        && (type.isRecord() || type.isEnum() || type.isSealed());
  }
}
