package dev.troupe.persistence.internal;

import dev.troupe.persistence.EntityEnvelope;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Notes what arrives before Pekko's persistence sees it, and answers what is left at the end. */
public final class PendingInterceptor extends BehaviorInterceptor<EntityEnvelope, EntityEnvelope> {
  private static final Duration SOON = Duration.ofMillis(200);
  private final PendingCommands pending;

  /** An interceptor that notes commands here. */
  public PendingInterceptor(PendingCommands pending) {
    super(EntityEnvelope.class);
    this.pending = pending;
  }

  /** A behavior that refuses everything for as long as the entity is quarantined, then stops. */
  public static Behavior<EntityEnvelope> refusing(
      PendingCommands pending, Quarantine.Sentence sentence) {
    return Behaviors.receiveMessage(envelope -> {
      pending.arrived(envelope);
      pending.failAll(sentence.why(), sentence.left());
      return sentence.isOver() ? Behaviors.stopped() : Behaviors.same();
    });
  }

  @Override
  public Behavior<EntityEnvelope> aroundReceive(
      TypedActorContext<EntityEnvelope> context,
      EntityEnvelope envelope,
      ReceiveTarget<EntityEnvelope> target) {
    return pending.arrived(envelope) ? target.apply(context, envelope) : Behaviors.same();
  }

  @Override
  public Behavior<EntityEnvelope> aroundSignal(
      TypedActorContext<EntityEnvelope> context,
      Signal signal,
      SignalTarget<EntityEnvelope> target) {
    Behavior<EntityEnvelope> next = target.apply(context, signal);
    if (signal instanceof PostStop) {
      pending.failAll("the entity stopped; send it again", SOON);
    }
    return next;
  }
}
