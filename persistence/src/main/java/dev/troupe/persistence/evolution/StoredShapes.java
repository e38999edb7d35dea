package dev.troupe.persistence.evolution;

import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.Manifest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The shapes of what a build stores. Thread-safe. */
public final class StoredShapes {
  private final Map<String, EntityContract> contracts = new HashMap<>();

  private StoredShapes(MessageTypes types) {
    types.entities().forEach(type -> contracts.put(type.name(), type.contract()));
  }

  /** Those of a build with these types. */
  public static StoredShapes of(MessageTypes types) {
    return new StoredShapes(types);
  }

  /**
   * The shape of what this build stores under this manifest, as {@link StoredName#shape} has it;
   * empty if it stores nothing under it, or nothing that has one.
   */
  public String of(int serializer, String manifest) {
    if (serializer != MessageSerializer.IDENTIFIER) {
      return "";
    }
    try {
      return message(Manifest.parse(manifest)).map(message -> Shapes.of(message).text()).orElse("");
    } catch (UnreadableMessage e) {
      return "";
    }
  }

  private Optional<Class<?>> message(Manifest name) {
    EntityContract contract = contracts.get(name.type());
    if (contract == null) {
      return Optional.empty();
    }
    return switch (name.kind()) {
      case EVENT ->
          contract
              .eventNamed(name.name())
              .filter(event -> event.version() == name.version())
              .map(EventType::record);
      case COMMAND -> contract.commandNamed(name.name()).map(CommandType::record);
      default -> Optional.empty();
    };
  }
}
