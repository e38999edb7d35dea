package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.TenantId;

/**
 * A command and the entity that it is addressed to, within the tenant of a simulation. Immutable.
 *
 * @param type the entity's type
 * @param id the entity's id
 * @param command what it is to do, or a query
 */
public record Request(EntityType<?> type, String id, EntityCommand<?, ?> command) {
  private static final TenantId ANY = TenantId.of("any");

  /**
   * Checks the id, and that the command is one of the type's.
   *
   * @throws IllegalArgumentException if one of them is not
   */
  public Request {
    EntityKey.of(ANY, id);
    type.contract().commandOf(command);
  }

  /** This command to the entity of this type and id. */
  public static <N> Request to(EntityType<N> type, String id, EntityCommand<N, ?> command) {
    return new Request(type, id, command);
  }

  Address address() {
    return new Address(type.name(), id);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(address(), command);
  }
}
