package dev.troupe.cluster.internal;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interception;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Origin;
import dev.troupe.model.Failure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.StrayCommands.Stray;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets through to an entity only what is its own to carry out, whichever way it came.
 *
 * @param entity that it stands in front of
 * @param refused is told of what it stops
 */
public record Guard(Intercepted entity, Consumer<Stray> refused)
    implements Interceptor<EntityEnvelope> {

  @Override
  public Interception before(EntityEnvelope envelope, Origin origin) {
    Optional<Failure> refusal = envelope.refusalBy(entity.type(), entity.key());
    if (refusal.isEmpty()) {
      return Interception.allowed();
    }
    refused.accept(new Stray(entity.type(), entity.key(), envelope));
    return Interception.refused(refusal.get());
  }
}
