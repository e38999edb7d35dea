package dev.troupe.persistence.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityEnvelope;
import java.util.function.Consumer;

/**
 * What holds of each command and decision of an entity, and no compiler can see.
 *
 * @param type the entity type's name
 * @param key whose commands and decisions
 * @param strays is told what is not theirs
 */
record DecisionRules(String type, EntityKey key, Consumer<EntityEnvelope> strays) {

  /** Refuses a command that is addressed to another, or comes from another tenant. */
  void requireOurs(EntityEnvelope envelope) {
    if (!envelope.key().equals(key) || !envelope.type().equals(type)) {
      strays.accept(envelope);
      throw new Broken(
          "%s %s was sent a command for %s %s"
              .formatted(type, key, envelope.type(), envelope.key()));
    }
    if (!envelope.isWithinTenant()) {
      strays.accept(envelope);
      throw envelope.crossesTenants();
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

  private static String name(Object message) {
    return message.getClass().getSimpleName();
  }
}
