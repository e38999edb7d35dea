package dev.troupe.persistence.internal;

import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An entity under Pekko's persistence: asks the decider, persists, answers. */
public final class EntityBehavior<S>
    extends EventSourcedBehavior<EntityEnvelope, JournalEntry, EntityState<S>> {
  private static final Logger LOG = LoggerFactory.getLogger(EntityBehavior.class);

  private final EntityDecider<S> decider;
  private final PendingCommands pending;
  private final Quarantine quarantine;
  private final EntitySettings settings;
  private final ActorContext<EntityEnvelope> context;

  /** The behavior of the entity that this decider is of. */
  public EntityBehavior(
      PersistenceId id,
      EntityDecider<S> decider,
      PendingCommands pending,
      Quarantine quarantine,
      EntitySettings settings,
      ActorContext<EntityEnvelope> context) {
    super(
        id,
        SupervisorStrategy.restartWithBackoff(settings.minBackoff(), settings.maxBackoff(), 0.2)
            .withMaxRestarts(settings.maxRestarts())
            .withLoggingEnabled(false));
    this.decider = decider;
    this.pending = pending;
    this.quarantine = quarantine;
    this.settings = settings;
    this.context = context;
  }

  @Override
  public EntityState<S> emptyState() {
    return EntityState.empty(decider.type());
  }

  @Override
  public CommandHandler<EntityEnvelope, JournalEntry, EntityState<S>> commandHandler() {
    return this::onCommand;
  }

  private Effect<JournalEntry, EntityState<S>> onCommand(
      EntityState<S> state, EntityEnvelope envelope) {
    pending.begun(envelope);
    if (envelope.nanosLeft() < 0) {
      pending.answered(); // The caller has gone; what nobody waits for is not worth doing.
      return Effect().none();
    }
    EntityDecider.Outcome outcome = decider.decide(state, envelope);
    return (outcome.entries().isEmpty() ? Effect().none() : Effect().persist(outcome.entries()))
        .thenRun(after -> {
          pending.answered();
          envelope.replyTo().tell(outcome.answer());
        });
  }

  @Override
  public EventHandler<EntityState<S>, JournalEntry> eventHandler() {
    return decider::evolve;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    // Events are kept: they are the record, and what an unreadable snapshot falls back to.
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.keepSnapshots());
  }

  @Override
  public SignalHandler<EntityState<S>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            JournalPersistFailed.class,
            (state, signal) -> onPersistFailure("failed to write", signal.failure()))
        .onSignal(
            JournalPersistRejected.class,
            (state, signal) -> onPersistFailure("was refused a write", signal.failure()))
        .onSignal(RecoveryFailed.class, (state, signal) -> onRecoveryFailure(signal.getFailure()))
        .build();
  }

  private void onPersistFailure(String what, Throwable cause) {
    LOG.warn("{}: {}, restarts: {}", persistenceId().id(), what, Causes.describe(cause));
    pending.failInFlight(Causes.describe(cause));
  }

  /**
   * What can't be read now will not be readable after a restart either; the entity stops at once
   * and no other is concerned. A database that does not answer is another matter.
   */
  private void onRecoveryFailure(Throwable cause) {
    String why = "can't be recovered: " + Causes.describe(cause);
    if (Causes.isPassing(cause)) {
      LOG.warn("{}: {}; restarts", persistenceId().id(), why);
      return;
    }
    LOG.error("{}: {}; left alone for {}", persistenceId().id(), why, settings.quarantine());
    quarantine.add(persistenceId().id(), why, settings.quarantine());
    pending.failAll(why, settings.quarantine());
    var classic = Adapter.toClassic(context);
    classic.stop(classic.self());
  }
}
