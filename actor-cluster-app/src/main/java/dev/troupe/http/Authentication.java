package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.onSuccess;
import static org.apache.pekko.http.javadsl.server.Directives.reject;

import dev.troupe.http.internal.BearerToken;
import dev.troupe.http.internal.BearerToken.No;
import dev.troupe.http.internal.BearerToken.Text;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Principal;
import dev.troupe.tenants.auth.TokenVerifier;
import dev.troupe.tenants.auth.Verdict;
import dev.troupe.tenants.auth.Verdict.Believed;
import dev.troupe.tenants.auth.Verdict.Reason;
import dev.troupe.tenants.auth.Verdict.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * How a server finds out who asks: by the bearer token in the header {@code Authorization}, or not
 * at all. Immutable and thread-safe; never blocks.
 */
public final class Authentication {
  private static final Authentication NONE = new Authentication(null, Grants.NONE, entry -> {});

  private final @Nullable TokenVerifier verifier;
  private final Grants grants;
  private final Consumer<AuditEntry> audit;

  private Authentication(
      @Nullable TokenVerifier verifier, Grants grants, Consumer<AuditEntry> audit) {
    this.verifier = verifier;
    this.grants = grants;
    this.audit = audit;
  }

  /** Nobody is asked, and anyone may do anything. */
  public static Authentication none() {
    return NONE;
  }

  /** By tokens that this believes; tenants let each other in as these grants say. */
  public static Authentication jwt(TokenVerifier verifier, Grants grants) {
    return new Authentication(verifier, grants, entry -> {});
  }

  /**
   * The same, which tells this of tokens and requests that are refused, and of those that a grant
   * lets in; it must not block.
   */
  public Authentication auditedBy(Consumer<AuditEntry> entries) {
    return new Authentication(verifier, grants, entries);
  }

  /** The routes for who asks; 401 if that is not known, and 503 if it can't be known yet. */
  Route caller(Function<Caller, Route> inner) {
    TokenVerifier present = verifier;
    return present == null
        ? inner.apply(caller(Optional.empty()))
        : extractRequest(request -> caller(present, request, inner));
  }

  private Route caller(TokenVerifier present, HttpRequest request, Function<Caller, Route> inner) {
    return switch (BearerToken.of(request)) {
      case No no -> route(no.why(), inner);
      case Text text -> {
        CompletableFuture<Verdict> verdict = present.verify(text.token()).toCompletableFuture();
        // Most are known at once, and need not wait for a turn.
        yield verdict.isDone()
            ? route(verdict.join(), inner)
            : onSuccess(verdict, late -> route(late, inner));
      }
    };
  }

  private Route route(Verdict verdict, Function<Caller, Route> inner) {
    return switch (verdict) {
      case Believed believed -> inner.apply(caller(Optional.of(believed.principal())));
      case Refused refused ->
          reject(
              new Rejections.NotPermitted(
                  BearerToken.unauthenticated(refused), () -> audit(refused)));
    };
  }

  private Caller caller(Optional<Principal> principal) {
    return new Caller(principal, grants, InstantSource.system(), audit);
  }

  /** Only the reason: nothing that an unbelieved token says is worth keeping. */
  private void audit(Refused refused) {
    if (refused.reason() != Reason.KEYS_UNAVAILABLE) {
      audit.accept(
          AuditEntry.refused(
              Instant.now(), "", "", "token-" + refused.reason().code(), "", refused.detail()));
    }
  }
}
