package dev.troupe.persistence.internal;

import dev.troupe.persistence.EntityEnvelope;
import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.RecoveryPermitter.RecoveryPermitGranted$;
import org.apache.pekko.persistence.SnapshotProtocol;

/**
 * Sees what arrives before Pekko's persistence does: notes commands, answers what is left at the
 * end, and drops what the journal still says to an entity that restarts.
 *
 * <p>That last is due to Pekko, which stashes such late answers among the commands, and stops
 * taking commands from the stash when it comes to one. It happens when a write of several events
 * fails, since the journal answers for each.
 */
public final class PendingInterceptor extends BehaviorInterceptor<Object, Object> {
  private static final Duration SOON = Duration.ofMillis(200);
  private final PendingCommands pending;

  private PendingInterceptor(PendingCommands pending) {
    super(Object.class); // Not only commands: the journal's answers are messages too.
    this.pending = pending;
  }

  /** This behavior, its commands noted here. */
  @SuppressWarnings("unchecked") // Whatever else arrives is Pekko's, which takes it.
  public static Behavior<EntityEnvelope> around(
      Behavior<EntityEnvelope> behavior, PendingCommands pending) {
    Behavior<?> untyped = behavior;
    Behavior<?> intercepted =
        Behaviors.intercept(() -> new PendingInterceptor(pending), (Behavior<Object>) untyped);
    return (Behavior<EntityEnvelope>) intercepted;
  }

  /** A behavior that refuses everything for as long as the entity is quarantined, then stops. */
  public static Behavior<EntityEnvelope> refusing(
      ActorContext<EntityEnvelope> context, PendingCommands pending, Quarantine.Sentence sentence) {
    var self = Adapter.toClassic(context.getSelf());
    context
        .getSystem()
        .scheduler()
        .scheduleOnce(
            sentence.left(),
            () -> self.tell(PoisonPill.getInstance(), ActorRef.noSender()),
            context.getExecutionContext());
    return Behaviors.receiveMessage(envelope -> {
      pending.arrived(envelope);
      pending.failAll(sentence.why(), sentence.retryAfter());
      return Behaviors.same();
    });
  }

  @Override
  public Behavior<Object> aroundReceive(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> target) {
    boolean isTaken =
        switch (message) {
          case EntityEnvelope envelope -> pending.arrived(envelope);
          case RecoveryPermitGranted$ granted -> pending.resumed();
          case JournalProtocol.Response late -> !pending.isInterrupted();
          case SnapshotProtocol.Response late -> !pending.isInterrupted();
          default -> true;
        };
    return isTaken ? target.apply(context, message) : Behaviors.same();
  }

  @Override
  public Behavior<Object> aroundSignal(
      TypedActorContext<Object> context, Signal signal, SignalTarget<Object> target) {
    Behavior<Object> next = target.apply(context, signal);
    if (signal instanceof PostStop) {
      pending.failAll("the entity stopped; send it again", SOON);
    }
    return next;
  }
}
