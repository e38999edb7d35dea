package dev.troupe.persistence;

import dev.troupe.model.EntityKey;

/** Watches the entities of a node, for who counts, logs or traces. Thread-safe. */
@FunctionalInterface
public interface EntityObserver {
  /** Nobody watches. */
  EntityObserver NONE = (type, key) -> EntityWatch.NONE;

  /** Watches this entity from its start to its end. */
  EntityWatch watch(String type, EntityKey key);
}
