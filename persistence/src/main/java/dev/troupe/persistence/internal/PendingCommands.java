package dev.troupe.persistence.internal;

import dev.troupe.model.Failure;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntityWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one entity that no answer has gone out for. Confined to the entity's actor.
 *
 * <p>Pekko stashes commands while an entity recovers or persists, and drops the stash when it
 * stops; who waits for them would learn nothing before the deadline. So they are noted here, and
 * answered when the entity gives up.
 */
public final class PendingCommands {
  private static final Duration SOON = Duration.ofMillis(100);

  private final String persistenceId;
  private final int most;
  private final EntityWatch watch;
  private final BiConsumer<EntityEnvelope, EntityReply> ended;
  private final ArrayDeque<EntityEnvelope> waiting = new ArrayDeque<>(1);
  private final Map<ActorRef<EntityReply>, EntityEnvelope> proving = new HashMap<>(1);
  private @Nullable EntityEnvelope inFlight;
  private WriteAdmission.@Nullable Place place;
  private boolean isInterrupted;

  /** None yet, of the entity with this persistence id; this many may wait. */
  public PendingCommands(String persistenceId, int most) {
    this(persistenceId, most, EntityWatch.NONE, (envelope, reply) -> {});
  }

  /** The same, this sees what becomes of them, and that is told of each when it ends. */
  public PendingCommands(
      String persistenceId,
      int most,
      EntityWatch watch,
      BiConsumer<EntityEnvelope, EntityReply> ended) {
    this.persistenceId = persistenceId;
    this.most = most;
    this.watch = watch;
    this.ended = ended;
  }

  /** Who sees what becomes of them. */
  EntityWatch watch() {
    return watch;
  }

  /** Notes a command; false, and the caller is told, if too many wait already. */
  boolean arrived(EntityEnvelope envelope) {
    if (!proving.isEmpty()) {
      // Not for each: to have a hash, the reference of who asks gets a path, and is registered.
      proving.remove(envelope.replyTo());
    }
    if (waiting.size() >= most) {
      answer(
          envelope,
          new Throttled("entity " + persistenceId, "troupe.entity.max-waiting", most, SOON));
      return false;
    }
    waiting.addLast(envelope);
    return true;
  }

  /** This command is now being decided. */
  void begun(EntityEnvelope envelope) {
    inFlight = envelope;
    watch.begun(envelope);
    if (!waiting.contains(envelope)) {
      return;
    }
    // They keep their order, so what is still ahead was dropped and will never be decided.
    for (var next = waiting.remove(); !next.equals(envelope); next = waiting.remove()) {
      answer(next, new Unavailable(persistenceId + ": the command was dropped; send it again"));
    }
  }

  /** This command comes back when the database has said whether it may be answered. */
  void proving(EntityEnvelope envelope) {
    watch.deferred();
    answered();
    proving.put(envelope.replyTo(), envelope);
  }

  /** What the command led to has this place on its way to the journal. */
  void admitted(WriteAdmission.Place taken) {
    place = taken;
  }

  private void leave() {
    if (place != null) {
      place.leave();
      place = null;
    }
  }

  /** The command that was being decided has its answer. */
  void answered() {
    inFlight = null;
    leave();
  }

  /** Nobody waits for the command that was being decided, and it is not done. */
  void expired(EntityEnvelope envelope) {
    answered();
    watch.expired(envelope);
    ended.accept(
        envelope,
        new EntityReply.Failed(
            new TimedOut(persistenceId + ": its turn came when nobody waited any more")));
  }

  /** Whether every command that came has its answer. */
  boolean isIdle() {
    return inFlight == null && waiting.isEmpty() && proving.isEmpty();
  }

  /** The entity restarts; what it asked the journal before is of no use any more. */
  void interrupted() {
    isInterrupted = true;
  }

  /** The entity may recover again. */
  boolean resumed() {
    isInterrupted = false;
    watch.recovering();
    return true;
  }

  /** Whether the entity is about to restart. */
  boolean isInterrupted() {
    return isInterrupted;
  }

  /** What the command in flight led to could not be written, or it is not known whether it was. */
  void failInFlight(Throwable cause) {
    failInFlight(Causes.failure(persistenceId, cause));
  }

  private void failInFlight(Failure failure) {
    EntityEnvelope envelope = inFlight;
    answered();
    if (envelope != null) {
      answer(envelope, failure);
    }
  }

  /** No command will be decided any more. */
  void failAll(String why, Duration retryAfter) {
    failInFlight(Causes.outcomeUnknown(persistenceId, why));
    waiting.addAll(proving.values());
    proving.clear();
    failWaiting(new Unavailable("%s: %s".formatted(persistenceId, why), retryAfter));
  }

  /** The entity could not start; none of its commands was decided. */
  void failWaiting(Failure failure) {
    while (!waiting.isEmpty()) {
      answer(waiting.removeFirst(), failure);
    }
  }

  private void answer(EntityEnvelope envelope, Failure failure) {
    answer(envelope, new EntityReply.Failed(failure));
  }

  /** Sends this as the answer to that. */
  void answer(EntityEnvelope envelope, EntityReply reply) {
    watch.answered(envelope, reply);
    ended.accept(envelope, reply);
    envelope.replyTo().tell(reply);
  }
}
