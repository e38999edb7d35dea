package dev.troupe.cluster.internal;

import dev.troupe.cluster.internal.ActiveEntities.Seat;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.StrayCommands.Stray;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Lets through to an entity only what is its own to carry out, whichever way it came. */
public final class Guarded extends BehaviorInterceptor<EntityEnvelope, EntityEnvelope> {
  private final Post post;
  private final Consumer<Stray> refused;
  private boolean hasLetThrough;

  private Guarded(Post post, Consumer<Stray> refused) {
    super(EntityEnvelope.class);
    this.post = post;
    this.refused = refused;
  }

  /**
   * Where a guard stands.
   *
   * @param type of the entity
   * @param key of the entity
   * @param seat of the entity
   */
  public record Post(String type, EntityKey key, Seat seat) {}

  /** This entity behind a guard, who tells this of what it stops. */
  public static Behavior<EntityEnvelope> at(
      Post post, Consumer<Stray> refused, Behavior<EntityEnvelope> entity) {
    return Behaviors.intercept(() -> new Guarded(post, refused), entity);
  }

  @Override
  public Behavior<EntityEnvelope> aroundReceive(
      TypedActorContext<EntityEnvelope> context,
      EntityEnvelope envelope,
      ReceiveTarget<EntityEnvelope> target) {
    Optional<Failure> refusal = envelope.refusalBy(post.type(), post.key());
    if (refusal.isEmpty()) {
      hasLetThrough = true;
      return target.apply(context, envelope);
    }
    refused.accept(new Stray(post.type(), post.key(), envelope));
    if (!hasLetThrough) {
      // Started by what it was not to be asked, it would take the place of one that is used.
      post.seat().passivate();
    }
    envelope.replyTo().tell(new EntityReply.Failed(refusal.get()));
    return Behaviors.same();
  }
}
