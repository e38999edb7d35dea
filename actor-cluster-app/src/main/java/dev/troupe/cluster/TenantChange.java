package dev.troupe.cluster;

import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A change of a tenant, whoever asks for it: asked of its entity, kept in the audit, and only then
 * answered.
 *
 * @param system the node that asks
 * @param tenant which
 * @param verb what is done, as in the scope and the audit
 * @param command the same for the entity
 * @param detail what the audit says of it
 * @param id the caller's name for it, if the caller gave one
 */
public record TenantChange(
    ActorSystem<?> system,
    TenantId tenant,
    String verb,
    Tenant.Change command,
    String detail,
    Optional<CommandId> id) {

  /** What the audit says of a change that is made for this reason and gives these limits. */
  public static String detail(String why, Map<String, Long> limits) {
    return limits.isEmpty() ? why : "%s; %s".formatted(why, new TreeMap<>(limits));
  }

  /**
   * Makes it.
   *
   * @return the entity's reply, once it is done and in the audit; or exceptionally what the
   *     platform could not do, which is there as well if that could be written
   */
  public CompletionStage<Reply<Done>> made() {
    return asked()
        .thenCompose(this::carriedOut)
        .handle((reply, failure) -> failure == null ? replied(reply) : failed(failure))
        .thenCompose(Function.identity());
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

  private CompletionStage<Reply<Done>> replied(Reply<Done> reply) {
    return switch (reply) {
      case Reply.Accepted<Done> accepted -> audited(Outcome.DONE, detail).thenApply(kept -> reply);
      case Reply.Rejected<Done> no ->
          audited(Outcome.FAILED, "%s: %s; %s".formatted(no.code(), no.message(), detail))
              .thenApply(kept -> reply);
    };
  }

  /** Whether it was done is not known; nor does it help the caller whether the audit knows. */
  private CompletionStage<Reply<Done>> failed(Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    String code = cause instanceof Failure known ? known.code() : "internal";
    return audited(Outcome.FAILED, "%s; %s".formatted(code, detail))
        .handle((kept, lost) -> cause)
        .thenCompose(CompletableFuture::failedStage);
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
}
