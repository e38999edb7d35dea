package dev.troupe.persistence.internal;

import dev.troupe.model.Failure;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.EntityWatch;
import dev.troupe.persistence.JournalEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.internal.JournalFailureException;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
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
  private final WriteAdmission admission;
  private final Proofs proofs;
  private final ActorContext<EntityEnvelope> context;
  private final EntitySettings settings;
  private final Runnable whenUnused;
  private final EntityWatch watch;
  private final FailedRecovery failedRecovery;

  /** What was decided last and Pekko has not applied yet. */
  private final Deque<EntityDecider.Step<S>> decided = new ArrayDeque<>();

  /**
   * What all entities of a node share.
   *
   * @param quarantine which of them are left alone
   * @param admission what they have on the way to the journal
   * @param proofs whether they are still the only ones of their keys
   * @param settings how they run
   */
  public record Node(
      Quarantine quarantine, WriteAdmission admission, Proofs proofs, EntitySettings settings) {}

  /**
   * What one of them has to itself.
   *
   * @param context of its actor
   * @param pending its commands that have no answer
   * @param whenUnused run when it is about to answer, nothing is stored of it, and no other waits
   */
  public record Self(
      ActorContext<EntityEnvelope> context, PendingCommands pending, Runnable whenUnused) {}

  /** The behavior of the entity that this decider is of. */
  public EntityBehavior(PersistenceId id, EntityDecider<S> decider, Node node, Self self) {
    super(id, restart(node.settings()));
    this.decider = decider;
    this.pending = self.pending();
    this.admission = node.admission();
    this.proofs = node.proofs();
    this.context = self.context();
    this.whenUnused = self.whenUnused();
    this.watch = self.pending().watch();
    this.settings = node.settings();
    this.failedRecovery = new FailedRecovery(id.id(), node, self);
  }

  /**
   * Restarts count as in a row until the entity ran for a good while. By Pekko's default one that
   * takes longer to fail than the first backoff would be restarted for ever, its callers waiting.
   */
  private static BackoffSupervisorStrategy restart(EntitySettings settings) {
    return SupervisorStrategy.restartWithBackoff(settings.minBackoff(), settings.maxBackoff(), 0.2)
        .withMaxRestarts(settings.maxRestarts())
        .withResetBackoffAfter(settings.maxBackoff().multipliedBy(6))
        .withStashCapacity(2 * settings.maxWaiting())
        .withLoggingEnabled(false);
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
    try {
      return handle(state, envelope);
    } finally {
      watch.left();
    }
  }

  private Effect<JournalEntry, EntityState<S>> handle(
      EntityState<S> state, EntityEnvelope envelope) {
    if (envelope.nanosLeft() < 0) {
      pending.expired(envelope); // The caller has gone; what nobody waits for is not worth doing.
      leaveIfUnused(state);
      return Effect().none();
    }
    if (!envelope.freshness().isUnproved()) {
      Optional<Failure> unproved = Proofs.silence(id(), envelope.freshness());
      if (unproved.isPresent()) {
        return answerOnly(state, envelope, new EntityReply.Failed(unproved.get()));
      }
      Optional<Failure> stale =
          Proofs.refusal(id(), envelope.freshness(), lastSequenceNumber(context));
      if (stale.isPresent()) {
        throw readAgain(envelope, new EntityReply.Failed(stale.get()), "another node has its key");
      }
    }
    try {
      if (decider.changesStatesInPlace()) {
        admission.requireRoom(envelope.key().tenant().value());
      }
    } catch (Throttled e) {
      return answerOnly(state, envelope, new EntityReply.Failed(e));
    }
    return carryOut(state, envelope, decider.decide(state, envelope));
  }

  private Effect<JournalEntry, EntityState<S>> carryOut(
      EntityState<S> state, EntityEnvelope envelope, EntityDecider.Outcome<S> outcome) {
    if (outcome.isStateSuspect()) {
      throw readAgain(envelope, outcome.answer(), "evolve failed, and may have changed it");
    }
    if (outcome.steps().isEmpty()) {
      if (outcome.answer() instanceof EntityReply.Answered && proofs.isNeeded(envelope)) {
        pending.proving(envelope);
        proofs.ask(id(), lastSequenceNumber(context), envelope, context.getSelf());
        return Effect().none();
      }
      return answerOnly(state, envelope, outcome.answer());
    }
    List<JournalEntry> entries = outcome.entries();
    try {
      pending.admitted(
          admission.enter(envelope.key().tenant().value(), entries.size(), cost(entries)));
    } catch (Throttled e) {
      EntityReply full = new EntityReply.Failed(e);
      if (decider.changesStatesInPlace()) {
        throw readAgain(
            envelope, full, "what it decided can't be written now, and may have changed it");
      }
      return answerOnly(state, envelope, full);
    }
    decided.clear();
    decided.addAll(outcome.steps());
    watch.persists(entries.size());
    return persist(entries)
        .thenRun(after -> {
          answer(envelope, outcome.answer());
          CrashPoint.REPLIED.reached();
        });
  }

  /** Most are one, for which Pekko has a shorter way. */
  private EffectBuilder<JournalEntry, EntityState<S>> persist(List<JournalEntry> entries) {
    return entries.size() == 1 ? Effect().persist(entries.getFirst()) : Effect().persist(entries);
  }

  private static long cost(List<JournalEntry> entries) {
    long cost = 0;
    for (JournalEntry entry : entries) {
      cost += entry.cost();
    }
    return cost;
  }

  private Effect<JournalEntry, EntityState<S>> answerOnly(
      EntityState<S> state, EntityEnvelope envelope, EntityReply answer) {
    pending.answered();
    leaveIfUnused(state);
    pending.answer(envelope, answer);
    return Effect().none();
  }

  /**
   * One that is not there need not stay because it was asked for. Before the answer: what the
   * caller sends next then waits for a new one, and does not meet one that is about to go.
   */
  private void leaveIfUnused(EntityState<S> state) {
    if (state.isEmpty() && pending.isIdle()) {
      whenUnused.run();
    }
  }

  private void answer(EntityEnvelope envelope, EntityReply answer) {
    pending.answered();
    pending.answer(envelope, answer);
  }

  private JournalFailureException readAgain(
      EntityEnvelope envelope, EntityReply answer, String why) {
    pending.interrupted();
    answer(envelope, answer);
    LOG.warn("{}: {}; its state is read again", id(), why);
    return new JournalFailureException(id() + ": its state is read again", null);
  }

  @Override
  public EventHandler<EntityState<S>, JournalEntry> eventHandler() {
    return this::onEvent;
  }

  /** Pekko applies what was decided before it persists it; then the state is known already. */
  @SuppressWarnings("ReferenceEquality") // It is this very entry, and not one like it.
  private EntityState<S> onEvent(EntityState<S> before, JournalEntry entry) {
    EntityDecider.Step<S> step = decided.poll();
    watch.evolved();
    return step != null && step.entry() == entry ? step.after() : decider.evolve(before, entry);
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
            (state, signal) ->
                watched(() -> onPersistFailure("failed to write; restarts", signal.failure())))
        .onSignal(
            JournalPersistRejected.class,
            (state, signal) ->
                watched(() -> onPersistFailure("was refused a write; stops", signal.failure())))
        .onSignal(RecoveryCompleted.class, (state, signal) -> watch.recovered())
        .onSignal(
            RecoveryFailed.class,
            (state, signal) -> watched(() -> failedRecovery.is(signal.getFailure())))
        .build();
  }

  private void watched(Runnable report) {
    watch.entered();
    try {
      report.run();
    } finally {
      watch.left();
    }
  }

  private String id() {
    return persistenceId().id();
  }

  private void onPersistFailure(String what, Throwable cause) {
    LOG.warn("{}: {}: {}", id(), what, Causes.describe(cause));
    pending.failInFlight(cause);
    pending.interrupted();
  }
}
