package dev.troupe.http.operator;

import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.http.Problems;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * A change of a tenant: asked of its entity, kept in the audit, and only then answered.
 *
 * @param system the node that asks
 * @param tenant which
 * @param verb what is done, as in the scope and the audit
 * @param command the same for the entity
 * @param detail what the audit says of it
 * @param id the caller's name for it, if the caller gave one
 */
record TenantChange(
    ActorSystem<?> system,
    TenantId tenant,
    String verb,
    Tenant.Change command,
    String detail,
    Optional<CommandId> id) {

  /** This response once it is done and in the audit; else the problem, which is there as well. */
  CompletionStage<HttpResponse> answered(HttpResponse done) {
    return asked()
        .thenCompose(this::carriedOut)
        .handle((reply, failure) -> failure == null ? replied(reply, done) : failed(failure))
        .thenCompose(response -> response);
  }

  private CompletionStage<Reply<Done>> asked() {
    TenantEntityRef<Tenant> ref = Tenants.on(system).refFor(tenant);
    return id.isPresent() ? ref.ask(command, id.get()) : ref.ask(command);
  }

  /**
   * A key is made here as well as wherever else this is heard, so that it is there when we say so.
   */
  private CompletionStage<Reply<Done>> carriedOut(Reply<Done> reply) {
    if (!(command instanceof Tenant.RotateKey) || reply instanceof Reply.Rejected<Done>) {
      return CompletableFuture.completedStage(reply);
    }
    return Tenants.on(system)
        .refFor(tenant)
        .ask(new Tenant.GetTenant())
        .thenCompose(view ->
            switch (view) {
              case Reply.Accepted<Tenant.View> known -> made(known.value().keys());
              case Reply.Rejected<Tenant.View> no ->
                  CompletableFuture.failedStage(new Unavailable(no.message()));
            })
        .thenApply(number -> reply);
  }

  private CompletionStage<Integer> made(int number) {
    return Encryption.keysOf(system)
        .orElseThrow(() -> new Unavailable("encryption is off"))
        .atLeast(tenant.value(), number)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedStage(
                new Unavailable("the key could not be made: " + failure.getMessage())));
  }

  private CompletionStage<HttpResponse> replied(Reply<Done> reply, HttpResponse done) {
    return switch (reply) {
      case Reply.Accepted<Done> accepted -> audited(Outcome.DONE, detail).thenApply(kept -> done);
      case Reply.Rejected<Done> no ->
          audited(Outcome.FAILED, "%s: %s; %s".formatted(no.code(), no.message(), detail))
              .thenApply(kept -> problem(no).toResponse());
    };
  }

  /** Whether it was done is not known; nor does it help the caller whether the audit knows. */
  private CompletionStage<HttpResponse> failed(Throwable failure) {
    Problem problem = Problems.of(failure);
    return audited(Outcome.FAILED, "%s; %s".formatted(problem.code(), detail))
        .handle((kept, lost) -> problem.toResponse());
  }

  private CompletionStage<Done> audited(Outcome outcome, String what) {
    return Audit.on(system)
        .done(
            new AuditEntry(
                Instant.now(),
                command.by().who(),
                tenant.value(),
                verb,
                "tenant:" + verb,
                outcome,
                what));
  }

  /** What the tenant's entity says no with, where the platform has a code of its own for it. */
  static Problem problem(Reply.Rejected<?> no) {
    return switch (no.code()) {
      case "unknown-tenant" -> Problem.of(ProblemCode.UNKNOWN_TENANT, no.message());
      case "invalid-grant" -> Problem.of(ProblemCode.INVALID_FIELD, no.message());
      case "erased" -> Problem.of(ProblemCode.TENANT_ERASED, no.message());
      default -> Problem.of(no);
    };
  }

  /** Who asks, and why, for the tenant's own record. */
  static By by(Optional<Principal> who, Requested asked) {
    return new By(name(who), asked.why());
  }

  /** Who asks, for a record that is kept. */
  static String name(Optional<Principal> who) {
    return who.map(Principal::subject).orElse("unauthenticated");
  }

  /** Refuses a new key where there are none. */
  static void requireKeys(ActorSystem<?> system) {
    if (Encryption.keysOf(system).isEmpty()) {
      throw new ProblemException(
          new Problem(
              409,
              "encryption-off",
              "this node seals nothing, and so has no keys; set troupe.encryption.enabled = on",
              java.util.Map.of(),
              java.util.List.of()));
    }
  }
}
