package dev.troupe.persistence.internal;

import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.persistence.UnreadableMessage;
import java.util.List;

/** What the names of one entity type's messages stand for. Thread-safe. */
record KnownNames(EntityContract contract) {

  /**
   * The command of this name, or that was once called so.
   *
   * @throws UnreadableMessage if there is none; says which there are
   */
  CommandType command(String name) throws UnreadableMessage {
    return contract
        .commandNamed(name)
        .orElseThrow(() ->
            unknown("command", name, contract.commands().stream().map(CommandType::name).toList()));
  }

  /**
   * The event of this name, or that was once called so.
   *
   * @throws UnreadableMessage if there is none; says which there are
   */
  EventType event(String name) throws UnreadableMessage {
    return contract
        .eventNamed(name)
        .orElseThrow(
            () -> unknown("event", name, contract.events().stream().map(EventType::name).toList()));
  }

  private UnreadableMessage unknown(String kind, String name, List<String> known) {
    return new UnreadableMessage(
        "%s: no %s is called '%s'; known: %s; if it was renamed, say so with EntityType.renamed"
            .formatted(contract.type(), kind, name, String.join(", ", known)));
  }
}
