package dev.troupe.persistence.internal;

import dev.troupe.model.Failure;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.Freshness;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Whether what an entity has in memory is what the database holds, asked before it is told.
 *
 * <p>The database is asked after the command came, and the command is decided after the answer. If
 * the entity then has all that was stored when the database answered, it has it by its own writing,
 * and what it says was true at some moment while the caller waited. Thread-safe.
 *
 * @param head asks the database
 * @param doubts whether the node has reason to, also where no caller asks for it
 */
public record Proofs(JournalHead head, BooleanSupplier doubts) {

  /** Whether the database is to be asked before this command is answered from memory. */
  boolean isNeeded(EntityEnvelope envelope) {
    return envelope.freshness().isUnproved()
        && (envelope.freshness().isStrong() || doubts.getAsBoolean());
  }

  /** Asks, and sends the command to the entity again with the answer. */
  void ask(String id, long known, EntityEnvelope envelope, ActorRef<EntityEnvelope> self) {
    head.of(id, known, Duration.ofNanos(Math.max(1, envelope.nanosLeft())))
        .exceptionally(failure -> Freshness.UNPROVABLE)
        .thenAccept(number -> self.tell(envelope.with(envelope.freshness().provedTo(number))));
  }

  /** Why nobody knows whether the state is what is stored, if so. It may well be, and is kept. */
  static Optional<Failure> silence(String id, Freshness freshness) {
    return freshness.provedTo() == Freshness.UNPROVABLE
        ? Optional.of(
            new Unavailable(
                id
                    + ": the database could not say whether this is still the node of it; send it again"))
        : Optional.empty();
  }

  /**
   * Why a state of this number is not what is stored, if so.
   *
   * @param known the number of the last entry that the state has
   */
  static Optional<Failure> refusal(String id, Freshness freshness, long known) {
    return freshness.provedTo() > known
        ? Optional.of(
            new Unavailable(
                "%s: another node has written entry '%d', and this one knows of '%d'; send it again"
                    .formatted(id, freshness.provedTo(), known)))
        : Optional.empty();
  }
}
