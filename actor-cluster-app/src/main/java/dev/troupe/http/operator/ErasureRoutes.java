package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.onSuccess;

import dev.troupe.cluster.Erasures;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemException;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * How far an erasure has come, and what proves that it is done: {@code GET
 * /operator/tenants/{tenant}/erasure} ({@code operator:show}), {@code .../certificate} ({@code
 * operator:certificate}), and the key that checks certificates at {@code GET
 * /operator/certificate-key} ({@code operator:certificate}).
 */
public final class ErasureRoutes {
  private static final ContentType JOSE =
      MediaTypes.customBinary("application", "jose", true).toContentType();

  private final Erasures erasures;

  private ErasureRoutes(Erasures erasures) {
    this.erasures = erasures;
  }

  /** What this node can say of erasures. */
  public static GuardedRoute of(ActorSystem<?> system) {
    ErasureRoutes routes = new ErasureRoutes(Erasures.on(system));
    return GuardedRoute.concat(
        TenantRoutes.operator(
            GET,
            OperatorPaths.ONE_TENANT.slash("erasure"),
            "show",
            (who, tenant) -> routes.progress(tenant)),
        TenantRoutes.operator(
            GET,
            OperatorPaths.ONE_TENANT.slash("certificate"),
            "certificate",
            (who, tenant) -> routes.certificate(tenant)),
        TenantRoutes.operator(
            GET,
            OperatorPaths.ROOT.slash("certificate-key"),
            "certificate",
            who -> routes.publicKey()));
  }

  private Route progress(TenantId tenant) {
    return TenantRoutes.answer(
        erasures
            .deleted(tenant)
            .thenApply(deleted ->
                new Reply.Accepted<>(
                    new Shown.Erasure(
                        tenant.value(), deleted.stream().map(Shown.Deleted::of).toList()))));
  }

  private Route certificate(TenantId tenant) {
    return onSuccess(
        erasures.certificate(tenant),
        found ->
            complete(
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            JOSE,
                            found
                                .orElseThrow(() ->
                                    missing(
                                        "no-certificate",
                                        "tenant '%s' has no certificate of erasure"
                                            .formatted(tenant)))
                                .getBytes(StandardCharsets.US_ASCII)))));
  }

  private Route publicKey() {
    return complete(
        HttpResponse.create()
            .withEntity(
                ContentTypes.APPLICATION_JSON,
                erasures
                    .publicKey()
                    .orElseThrow(
                        () -> missing("no-certificate-key", "this node signs no certificates"))));
  }

  private static ProblemException missing(String code, String detail) {
    return new ProblemException(new Problem(404, code, detail, Map.of(), List.of()));
  }

  /** Refuses an erasure that could not be certified. */
  static void requireKey(ActorSystem<?> system) {
    Erasures.on(system)
        .refusal()
        .ifPresent(no -> {
          throw new ProblemException(Problem.of(no));
        });
  }
}
