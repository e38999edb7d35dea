package dev.troupe.metrics.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityObserver;
import dev.troupe.persistence.EntityWatch;
import dev.troupe.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Watches each entity of a node, with the meters of its type. Thread-safe. */
public final class EntityMeters implements EntityObserver {
  private final MeterRegistry registry;
  private final Tracing tracing;
  private final ConcurrentMap<String, TypeMeters> types = new ConcurrentHashMap<>();

  /** Measures here, and makes spans there. */
  public EntityMeters(MeterRegistry registry, Tracing tracing) {
    this.registry = registry;
    this.tracing = tracing;
  }

  @Override
  public EntityWatch watch(String type, EntityKey key) {
    TypeMeters meters = types.computeIfAbsent(type, same -> new TypeMeters(registry, same));
    return new WatchedEntity(type, key, meters, tracing);
  }
}
