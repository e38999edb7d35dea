package dev.troupe.http;

import dev.troupe.cluster.Entities;
import dev.troupe.http.internal.BearerToken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Access;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Who sends a request.
 *
 * @param principal empty where nobody is asked who it is
 * @param grants what tenants have granted each other
 * @param clock by which grants end
 * @param audit is told of what is refused, and of what a grant lets in
 */
record Caller(
    Optional<Principal> principal, Grants grants, InstantSource clock, Consumer<AuditEntry> audit) {

  /**
   * Why it may not send this to a tenant's entity; empty if it may, which the entity's reference
   * looks at once more, and keeps if it is by a grant.
   */
  Optional<Rejections.NotPermitted> refusal(TenantId tenant, String type, String command) {
    return refusal(tenant, type, command, entry -> {});
  }

  /** Why it may not use a route to a tenant's data; empty if it may, and kept if by a grant. */
  Optional<Rejections.NotPermitted> routeRefusal(TenantId tenant, String type, String command) {
    return refusal(tenant, type, command, audit);
  }

  private Optional<Rejections.NotPermitted> refusal(
      TenantId tenant, String type, String command, Consumer<AuditEntry> uses) {
    Instant now = clock.instant();
    return principal.flatMap(asking -> {
      Access access = Access.decide(asking, tenant, type, command, grants, now);
      if (access instanceof Access.Allowed allowed) {
        allowed.by().ifPresent(grant -> uses.accept(grant.used(asking, type, command, now)));
      }
      return refusal(
          access,
          refused -> refused.entry(asking, tenant.value(), type, command, now),
          type + ":" + command);
    });
  }

  /**
   * Why it may not do this to tenants; empty if it may.
   *
   * @param tenant to which one, as the path says; empty if to none
   */
  Optional<Rejections.NotPermitted> operatorRefusal(String tenant, String verb) {
    String type = Permissions.OPERATOR;
    return principal.flatMap(asking ->
        refusal(
            Access.operator(asking, verb),
            refused -> refused.entry(asking, tenant, type, verb, clock.instant()),
            type + ":" + verb));
  }

  private Optional<Rejections.NotPermitted> refusal(
      Access access, Function<Access.Refused, AuditEntry> entry, String scope) {
    return switch (access) {
      case Access.Allowed allowed -> Optional.empty();
      case Access.Refused refused ->
          Optional.of(
              new Rejections.NotPermitted(
                  BearerToken.forbidden(refused.detail(), scope),
                  () -> audit.accept(entry.apply(refused))));
    };
  }

  /** Asks an entity, which looks at the principal's scopes once more. */
  <N, R> CompletionStage<Reply<R>> ask(
      Entities entities,
      EntityType<N> type,
      EntityKey key,
      EntityCommand<N, R> command,
      AskTerms terms) {
    Optional<CommandId> id = terms.id();
    Optional<Duration> patience = terms.patience();
    if (principal.isEmpty()) {
      var own = entities.refFor(type, key.tenant(), key.id());
      var ref = patience.map(own::within).orElse(own);
      return id.isPresent() ? ref.ask(command, id.get()) : ref.ask(command);
    }
    var own = entities.as(principal.get(), grants).refFor(type, key.tenant(), key.id());
    var ref = patience.map(own::within).orElse(own);
    return id.isPresent() ? ref.ask(command, id.get()) : ref.ask(command);
  }
}
