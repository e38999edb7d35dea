package dev.troupe.actor;

import dev.troupe.model.CommandId;
import dev.troupe.model.TenantId;
import java.util.Optional;

/**
 * What is known of where a message comes from. A command to an entity says it; what is sent to a
 * plain actor is the message alone, and of it nothing is known.
 */
public interface Origin {
  /** Nothing is known. */
  Origin UNKNOWN = new Origin() {};

  /** On behalf of which tenant it is sent. */
  default Optional<TenantId> tenant() {
    return Optional.empty();
  }

  /** The subject of the principal that asked, if one did and not the node itself. */
  default Optional<String> principal() {
    return Optional.empty();
  }

  /** The caller's name for the command, if it gave one. */
  default Optional<CommandId> commandId() {
    return Optional.empty();
  }
}
