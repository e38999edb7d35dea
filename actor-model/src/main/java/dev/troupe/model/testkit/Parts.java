package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.TenantId;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a simulation is made of.
 *
 * @param tenant whose entities they are
 * @param types by name, with what makes an entity
 * @param broken the promises that are not kept
 */
record Parts(TenantId tenant, Map<String, Made<?>> types, Set<Promise> broken) {

  /**
   * A type, and what makes its entities.
   *
   * @param type the type
   * @param entity makes the entity of a key
   */
  record Made<N>(EntityType<N> type, Function<EntityKey, ?> entity) {
    @SuppressWarnings("unchecked") // EntityType.eventSourced ties N to its commands and events.
    PureEntity<Object, Object> at(EntityKey key) {
      return new PureEntity<>(
          (EventSourcedEntity<EntityCommand<?, ?>, Object, Object>) entity.apply(key),
          type.name(),
          type.commands()::isInstance);
    }
  }

  /** The simulation lacks a type, which no entity is to blame for. */
  static final class UnknownType extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnknownType(String message) {
      super(message);
    }
  }

  boolean keeps(Promise promise) {
    return !broken.contains(promise);
  }

  EntityKey key(Address address) {
    return EntityKey.of(tenant, address.id());
  }

  /**
   * The type of the entity there.
   *
   * @throws UnknownType if there is no such type
   */
  Made<?> made(Address address) {
    Made<?> made = types.get(address.type());
    if (made == null) {
      throw new UnknownType(
          "simulation: %s is sent a command, and there is no type '%s', only %s; add it with entity(..)"
              .formatted(address, address.type(), types.keySet()));
    }
    return made;
  }

  PureEntity<Object, Object> entityAt(Address address) {
    return made(address).at(key(address));
  }
}
