package dev.troupe.persistence.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.StorageQuota;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What holds of each command and decision of an entity, and no compiler can see.
 *
 * @param type the entity type's name
 * @param key whose commands and decisions
 * @param quota what the tenant may store
 * @param strays is told what is not theirs
 */
record DecisionRules(
    String type, EntityKey key, Supplier<StorageQuota> quota, Consumer<EntityEnvelope> strays) {

  private static final String EVENT_BYTES = "troupe.tenants.limits.event-bytes";

  /** Refuses a command that is addressed to another, or comes from another tenant. */
  void requireOurs(EntityEnvelope envelope) {
    Optional<Failure> refusal = envelope.refusalBy(type, key);
    if (refusal.isPresent()) {
      strays.accept(envelope);
      throw refusal.get();
    }
  }

  /** Refuses a delivery of which the journal, or the entity, would keep no trace. */
  void requireDeliverable(EntityEnvelope envelope, CommandType command, Followups followups) {
    if (envelope.delivery().isPresent()) {
      followups.requireCommitted(type + " " + key, "a delivery");
      if (command.isQuery()) {
        throw new Broken(
            "%s %s was delivered %s, a query, and nobody would hear its answer"
                .formatted(type, key, command.name()));
      }
    }
  }

  /** Refuses an answer to another command than the one given. */
  void requireAnswerTo(EntityCommand<?, ?> command, Decision<?, ?> decision) {
    if (decision.command() != command) {
      throw new Broken(
          "%s %s: decide(%s) answered another command, %s; pass the command it was given to thenReply"
              .formatted(type, key, name(command), name(decision.command())));
    }
  }

  /** Refuses what a query decided. */
  void requireNothingOfQuery(CommandType command, Decision.Persist<?, ?> decided) {
    if (command.isQuery() && !(decided.events().isEmpty() && decided.followups().isEmpty())) {
      throw new Broken(
          "%s %s: %s starts with Get and persists nothing, but decided %s; rename it"
              .formatted(
                  type,
                  key,
                  command.record().getSimpleName(),
                  decided.events().isEmpty() ? "messages or reminders" : "events"));
    }
  }

  /** Refuses what would be stored of a tenant that has as much as it may, before it has effects. */
  void requireRoom(Question question, boolean hasEffects) {
    if (hasEffects || question.fingerprint() != null) {
      quota.get().requireRoom(key.tenant());
    }
  }

  /** Refuses an entry that is larger than the tenant may store. */
  void requireWithinQuota(JournalEntry entry) {
    long most = quota.get().eventBytes(key.tenant());
    if (entry.encoded().length > most) {
      throw new TooLarge(
          "%s %s: an event of %d bytes is larger than the %d that its tenant may store (%s); split it"
              .formatted(type, key, entry.encoded().length, most, EVENT_BYTES));
    }
  }

  /** Nothing is done that can't be answered, wherever in the cluster the caller is. */
  void requireSendable(byte[] answer, CommandType command) {
    if (answer.length > EnvelopeCodec.LONGEST_REPLY) {
      throw new TooLarge(
          "%s: a reply to %s of %d bytes is larger than the %d that may be sent; ask for less"
              .formatted(type, command.name(), answer.length, EnvelopeCodec.LONGEST_REPLY));
    }
  }

  private static String name(Object message) {
    return message.getClass().getSimpleName();
  }
}
