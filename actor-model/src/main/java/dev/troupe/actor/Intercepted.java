package dev.troupe.actor;

import dev.troupe.model.EntityKey;

/**
 * An actor that interceptors stand in front of.
 *
 * @param type the name of its entity or actor type
 * @param key whose it is, and its id
 */
public record Intercepted(String type, EntityKey key) {
  @Override
  public String toString() {
    return type + " " + key;
  }
}
