package dev.troupe.persistence.postgres;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;

/**
 * Which reminder.
 *
 * @param type the entity's type
 * @param key the entity
 * @param name the reminder's name, unique within the entity
 */
public record ReminderId(String type, EntityKey key, String name) {

  static ReminderId of(String persistenceId, String name) {
    int bar = persistenceId.indexOf('|');
    return new ReminderId(
        persistenceId.substring(0, Math.max(0, bar)),
        EntityKey.parse(persistenceId.substring(bar + 1)),
        name);
  }

  /** The persistence id of its entity. */
  public String persistenceId() {
    return type + "|" + key.encoded();
  }

  /** Whose it is. */
  public TenantId tenant() {
    return key.tenant();
  }

  @Override
  public String toString() {
    return "'%s' of %s %s".formatted(name, type, key);
  }
}
