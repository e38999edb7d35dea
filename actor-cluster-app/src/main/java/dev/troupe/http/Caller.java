package dev.troupe.http;

import dev.troupe.cluster.Entities;
import dev.troupe.http.internal.BearerToken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Access;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Principal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who sends a request.
 *
 * @param principal empty where nobody is asked who it is
 * @param grants what tenants have granted each other
 * @param clock by which grants end
 */
record Caller(Optional<Principal> principal, Grants grants, InstantSource clock) {

  /** Why it may not send this to a tenant's entity; empty if it may. */
  Optional<Problem> refusal(TenantId tenant, String type, String command) {
    return principal.flatMap(asking ->
        problem(
            Access.decide(asking, tenant, type, command, grants, clock.instant()), type, command));
  }

  /** Why it may not do this to tenants; empty if it may. */
  Optional<Problem> refusal(String type, String verb) {
    return principal.flatMap(asking -> problem(Access.operator(asking, verb), type, verb));
  }

  private static Optional<Problem> problem(Access access, String type, String command) {
    return switch (access) {
      case Access.Allowed allowed -> Optional.empty();
      case Access.Refused refused ->
          Optional.of(BearerToken.forbidden(refused.detail(), type + ":" + command));
    };
  }

  /** Asks an entity, which looks at the principal's scopes once more. */
  <N, R> CompletionStage<Reply<R>> ask(
      Entities entities,
      EntityType<N> type,
      EntityKey key,
      EntityCommand<N, R> command,
      Optional<CommandId> id) {
    if (principal.isEmpty()) {
      var ref = entities.refFor(type, key.tenant(), key.id());
      return id.isPresent() ? ref.ask(command, id.get()) : ref.ask(command);
    }
    var ref = entities.as(principal.get(), grants).refFor(type, key.tenant(), key.id());
    return id.isPresent() ? ref.ask(command, id.get()) : ref.ask(command);
  }
}
