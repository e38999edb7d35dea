package dev.troupe.metrics.internal;

import dev.troupe.actor.Interceptor;
import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityObserver;
import dev.troupe.persistence.EntityWatch;
import dev.troupe.tracing.Tracing;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Watches each entity of a node, with the meters of its type. Thread-safe. */
public final class EntityMeters implements EntityObserver {
  private final TypeMeters.Node node;
  private final Tracing tracing;
  private final ConcurrentMap<String, TypeMeters> types = new ConcurrentHashMap<>();

  /** Measures here, and makes spans there. */
  public EntityMeters(PrometheusMeterRegistry registry, Tracing tracing) {
    this.node = TypeMeters.Node.in(registry);
    this.tracing = tracing;
  }

  @Override
  public EntityWatch watch(String type, EntityKey key) {
    return new WatchedEntity(type, key, meters(type), tracing);
  }

  /** Measures how commands to entities of this type end; for all of them. */
  public Interceptor<EntityEnvelope> answers(String type) {
    return new AnswersOfEntities(meters(type));
  }

  private TypeMeters meters(String type) {
    return types.computeIfAbsent(type, same -> new TypeMeters(node, same));
  }
}
