package dev.troupe.http.operator;

import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.TenantChange;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.http.Problems;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.tenants.By;
import dev.troupe.tenants.auth.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Who asks for changes of tenants over HTTP, and what they are answered. */
final class ChangeAnswers {
  private ChangeAnswers() {}

  /** This response once the change is made and in the audit; else the problem. */
  static CompletionStage<HttpResponse> of(TenantChange change, HttpResponse done) {
    return change
        .made()
        .handle((reply, failure) ->
            failure == null ? response(reply, done) : Problems.of(failure).toResponse());
  }

  private static HttpResponse response(Reply<Done> reply, HttpResponse done) {
    return reply instanceof Reply.Rejected<Done> no ? problem(no).toResponse() : done;
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
              Map.of(),
              List.of()));
    }
  }
}
