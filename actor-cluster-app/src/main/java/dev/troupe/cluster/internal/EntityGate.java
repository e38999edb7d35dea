package dev.troupe.cluster.internal;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.InterceptorChain;
import dev.troupe.actor.Interceptors;
import dev.troupe.actor.Outcome;
import dev.troupe.cluster.internal.ActiveEntities.Seat;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entity's chain of interceptors, for which a command has ended when its answer goes out.
 * Confined to the entity's actor.
 */
public final class EntityGate implements Seated.Gate<EntityEnvelope> {
  private static final Logger LOG = LoggerFactory.getLogger(EntityGate.class);

  private final Intercepted entity;
  private final Seat seat;
  private final InterceptorChain<EntityEnvelope> chain;
  private final NearEntities all;
  private @Nullable NearEntity near;
  private boolean hasLetThrough;

  /** The gate of this entity, with these interceptors, which is one of these. */
  public EntityGate(
      Intercepted entity, Seat seat, Interceptors<EntityEnvelope> interceptors, NearEntities all) {
    this.entity = entity;
    this.seat = seat;
    this.chain = interceptors.chain(entity);
    this.all = all;
  }

  @Override
  public void start(ActorRef<EntityEnvelope> self) {
    chain.start();
    near = all.enter(entity.key(), self);
  }

  @Override
  public void end() {
    if (near != null) {
      all.leave(entity.key(), near);
    }
  }

  /** Who sent what is refused is told. */
  @Override
  public boolean lets(EntityEnvelope envelope) {
    if (near != null && !near.takes(envelope)) {
      return false;
    }
    if (!envelope.freshness().isUnproved()) {
      // It was let through before; the entity sent it to itself with what the database said.
      return true;
    }
    Outcome.Refused refused = enter(envelope);
    if (refused == null) {
      hasLetThrough = true;
      return true;
    }
    if (!hasLetThrough) {
      // Started by what it was not to be asked, it would take the place of one that is used.
      seat.passivate();
    }
    envelope.replyTo().tell(new EntityReply.Failed(failure(envelope, refused)));
    return false;
  }

  private Outcome.@Nullable Refused enter(EntityEnvelope envelope) {
    try {
      return chain.enter(envelope, envelope, envelope.passage().sinceNanos());
    } catch (Throwable thrown) {
      // The entity fails of it, and can't answer; what an exception says may be data.
      Broken broken =
          new Broken("%s: an interceptor failed on '%s'".formatted(entity, name(envelope)));
      envelope.replyTo().tell(new EntityReply.Failed(broken));
      throw thrown;
    }
  }

  private Failure failure(EntityEnvelope envelope, Outcome.Refused refused) {
    if (refused.failure().isPresent()) {
      return refused.failure().get();
    }
    LOG.debug("{}: {} refused '{}': {}", entity, refused.by(), name(envelope), refused.why());
    return new Forbidden(
        "%s: %s refused '%s': %s".formatted(entity, refused.by(), name(envelope), refused.why()));
  }

  private static String name(EntityEnvelope envelope) {
    return Names.kebab(envelope.command().getClass());
  }

  /** This command that was let through has ended with this answer. */
  public void ended(EntityEnvelope envelope, EntityReply reply) {
    chain.ended(envelope, envelope, outcome(reply), envelope.passage().sinceNanos());
  }

  private static Outcome outcome(EntityReply reply) {
    return switch (reply) {
      case EntityReply.Answered answered ->
          answered.reply() instanceof Reply.Rejected<?> no
              ? new Outcome.Rejected(no.code(), no.message())
              : Outcome.HANDLED;
      case EntityReply.Failed failed -> new Outcome.Failed(failed.failure());
    };
  }
}
