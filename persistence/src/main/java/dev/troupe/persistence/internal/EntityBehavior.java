package dev.troupe.persistence.internal;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.RecoveryTimedOut;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.internal.JournalFailureException;
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
  private final WriteAdmission admission;
  private final ActorContext<EntityEnvelope> context;
  private final EntitySettings settings;
  private final Runnable whenUnused;

  /** What was decided last and Pekko has not applied yet. */
  private final Deque<EntityDecider.Step<S>> decided = new ArrayDeque<>();

  /**
   * What all entities of a node share.
   *
   * @param quarantine which of them are left alone
   * @param admission what they have on the way to the journal
   * @param settings how they run
   */
  public record Node(Quarantine quarantine, WriteAdmission admission, EntitySettings settings) {}

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
    this.quarantine = node.quarantine();
    this.admission = node.admission();
    this.context = self.context();
    this.whenUnused = self.whenUnused();
    this.settings = node.settings();
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
    if (envelope.nanosLeft() < 0) {
      pending.answered(); // The caller has gone; what nobody waits for is not worth doing.
      leaveIfUnused(state);
      return Effect().none();
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
      throw readAgain(envelope, outcome.answer(), "evolve failed");
    }
    if (outcome.steps().isEmpty()) {
      return answerOnly(state, envelope, outcome.answer());
    }
    List<JournalEntry> entries = outcome.entries();
    try {
      pending.admitted(
          admission.enter(
              envelope.key().tenant().value(),
              entries.size(),
              entries.stream().mapToLong(JournalEntry::cost).sum()));
    } catch (Throttled e) {
      EntityReply full = new EntityReply.Failed(e);
      if (decider.changesStatesInPlace()) {
        throw readAgain(envelope, full, "what it decided can't be written now");
      }
      return answerOnly(state, envelope, full);
    }
    decided.clear();
    decided.addAll(outcome.steps());
    return Effect()
        .persist(entries)
        .thenRun(after -> {
          answer(envelope, outcome.answer());
          CrashPoint.REPLIED.reached();
        });
  }

  private Effect<JournalEntry, EntityState<S>> answerOnly(
      EntityState<S> state, EntityEnvelope envelope, EntityReply answer) {
    pending.answered();
    leaveIfUnused(state);
    envelope.replyTo().tell(answer);
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
    envelope.replyTo().tell(answer);
  }

  private JournalFailureException readAgain(
      EntityEnvelope envelope, EntityReply answer, String why) {
    pending.interrupted();
    answer(envelope, answer);
    LOG.warn("{}: {}, which may have changed its state; restarts", id(), why);
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
            (state, signal) -> onPersistFailure("failed to write; restarts", signal.failure()))
        .onSignal(
            JournalPersistRejected.class,
            (state, signal) -> onPersistFailure("was refused a write; stops", signal.failure()))
        .onSignal(RecoveryFailed.class, (state, signal) -> onRecoveryFailure(signal.getFailure()))
        .build();
  }

  private String id() {
    return persistenceId().id();
  }

  private void onPersistFailure(String what, Throwable cause) {
    LOG.warn("{}: {}: {}", id(), what, Causes.describe(cause));
    pending.failInFlight(cause);
    pending.interrupted();
  }

  /**
   * A database that does not answer may answer after a restart. What can't be read will not be
   * readable then; the entity stops at once and no other is concerned. It also stops when its
   * tenant has too many recoveries waiting or its keys can't be had, so that the callers learn it
   * now, and when the replay timed out, since events that arrive late would be taken for those of
   * the next replay.
   */
  private void onRecoveryFailure(Throwable cause) {
    pending.interrupted();
    if (cause instanceof JournalFailureException) {
      return; // Pekko signals the same failure twice, and then wraps it.
    }
    if (cause instanceof Throttled throttled) {
      LOG.warn("{}: {}; stops", id(), throttled.getMessage());
      pending.failWaiting(throttled);
      stop();
      return;
    }
    String why = "can't be recovered: " + Causes.describe(cause);
    if (Causes.isPassing(cause)) {
      LOG.warn("{}: {}; restarts", id(), why);
      return;
    }
    if (cause instanceof RecoveryTimedOut || cause instanceof CipherFailure.KeysUnavailable) {
      LOG.warn("{}: {}; stops", id(), why);
      stop(why, settings.minBackoff());
      return;
    }
    LOG.error("{}: {}; left alone for {}", id(), why, settings.quarantine(), cause);
    quarantine.add(id(), why, settings.quarantine());
    stop(why, settings.quarantine());
  }

  private void stop(String why, Duration retryAfter) {
    pending.failAll(why, retryAfter);
    stop();
  }

  private void stop() {
    var classic = Adapter.toClassic(context);
    classic.stop(classic.self());
  }
}
