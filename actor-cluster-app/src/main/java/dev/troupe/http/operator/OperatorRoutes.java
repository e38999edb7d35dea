package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;

import dev.troupe.cluster.Audit;
import dev.troupe.cluster.TenantChange;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.Paging;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.http.TenantRoutes;
import dev.troupe.http.internal.Printable;
import dev.troupe.http.internal.RecordReader;
import dev.troupe.http.internal.Shapes;
import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The life of tenants over HTTP, each call for who has its scope.
 *
 * <ul>
 *   <li>{@code POST /operator/tenants} ({@code operator:create}) makes one: 201.
 *   <li>{@code GET /operator/tenants} ({@code operator:list}) and {@code GET
 *       /operator/tenants/{tenant}} ({@code operator:show}).
 *   <li>{@code POST /operator/tenants/{tenant}/} and {@code suspend}, {@code resume}, {@code
 *       limits} or {@code rotate-key}, each a scope of its own: 204. {@code erase}: 202.
 *   <li>{@code GET /operator/audit} ({@code operator:audit}).
 * </ul>
 *
 * <p>Each change says why, takes an {@code Idempotency-Key}, and is in the audit before it is
 * answered, whatever came of it.
 */
public final class OperatorRoutes {
  private static final int MOST = 200;

  private final ActorSystem<?> system;
  private final HttpSettings settings;
  private final Tenants tenants;
  private final RecordReader<Requested.Creation> creation;
  private final Shapes shapes = new Shapes();

  private OperatorRoutes(ActorSystem<?> system, HttpSettings settings) {
    this.system = system;
    this.settings = settings;
    this.tenants = Tenants.on(system);
    this.creation = new RecordReader<>(shapes, "create", Requested.Creation.class);
  }

  /** What is done to the tenants of this node's cluster. */
  public static GuardedRoute of(ActorSystem<?> system, HttpSettings settings) {
    OperatorRoutes routes = new OperatorRoutes(system, settings);
    return GuardedRoute.concat(
        TenantRoutes.operator(GET, OperatorPaths.TENANTS, "list", who -> routes.list()),
        TenantRoutes.operator(POST, OperatorPaths.TENANTS, "create", routes::create),
        TenantRoutes.operator(
            GET, OperatorPaths.ONE_TENANT, "show", (who, tenant) -> routes.show(tenant)),
        routes.change("suspend", () -> {}, Tenant.Suspend::new, OperatorRoutes::done),
        routes.change("resume", () -> {}, Tenant.Resume::new, OperatorRoutes::done),
        routes.change(
            "rotate-key",
            () -> ChangeAnswers.requireKeys(system),
            Tenant.RotateKey::new,
            OperatorRoutes::done),
        routes.change(
            "erase",
            () -> ErasureRoutes.requireKey(system),
            Tenant.BeginErasure::new,
            begun -> located(202, begun)),
        routes.limits(),
        TenantRoutes.operator(
            GET, OperatorPaths.ROOT.slash("audit"), "audit", who -> routes.audit()),
        ErasureRoutes.of(system),
        ExportRoutes.of(system),
        GrantRoutes.of(system, settings),
        PlacementRoutes.of(system),
        LoggingRoutes.of(system, settings));
  }

  private Route list() {
    return Paging.paged(
        MOST,
        page -> {
          if (!tenants.isCurrent()) {
            throw new Unavailable("this node does not know the tenants now");
          }
          List<Shown.Listed> listed =
              tenants.page(page.after(), page.limit()).entrySet().stream()
                  .map(each ->
                      new Shown.Listed(each.getKey().value(), each.getValue().state().status()))
                  .toList();
          return answer(
              new Shown.Tenants(listed, Shown.next(listed, page.limit(), Shown.Listed::tenant)));
        });
  }

  private static Route answer(Shown shown) {
    return TenantRoutes.answer(CompletableFuture.completedStage(new Reply.Accepted<>(shown)));
  }

  private Route show(TenantId tenant) {
    return Shown.of(
        tenants,
        tenant,
        view -> Shown.Whole.of(tenant.value(), view, tenants.defaults(), Instant.now()));
  }

  private Route create(Optional<Principal> who) {
    return body(
        "create",
        creation,
        (asked, id) -> {
          TenantId tenant = TenantId.of(asked.tenant());
          Map<String, Long> limits = asked.limits().orElse(Map.of());
          return new TenantChange(
              system,
              tenant,
              "create",
              new Tenant.Create(limits, ChangeAnswers.by(who, asked)),
              TenantChange.detail(asked.why(), limits),
              id);
        },
        created -> located(201, created));
  }

  /** A change of which nothing but why is said, if what it needs is there. */
  private GuardedRoute change(
      String verb,
      Runnable needs,
      Function<By, Tenant.Change> command,
      Function<TenantChange, HttpResponse> response) {
    RecordReader<Requested.Plain> reader = new RecordReader<>(shapes, verb, Requested.Plain.class);
    return TenantRoutes.operator(
        POST,
        OperatorPaths.ONE_TENANT.slash(verb),
        verb,
        (who, tenant) -> {
          needs.run();
          return body(
              verb,
              reader,
              (asked, id) ->
                  new TenantChange(
                      system,
                      tenant,
                      verb,
                      command.apply(ChangeAnswers.by(who, asked)),
                      asked.why(),
                      id),
              response);
        });
  }

  private GuardedRoute limits() {
    RecordReader<Requested.Limits> reader =
        new RecordReader<>(shapes, "limits", Requested.Limits.class);
    return TenantRoutes.operator(
        POST,
        OperatorPaths.ONE_TENANT.slash("limits"),
        "limits",
        (who, tenant) ->
            body(
                "limits",
                reader,
                (asked, id) ->
                    new TenantChange(
                        system,
                        tenant,
                        "limits",
                        new Tenant.ChangeLimits(asked.limits(), ChangeAnswers.by(who, asked)),
                        TenantChange.detail(asked.why(), asked.limits()),
                        id),
                OperatorRoutes::done));
  }

  private static HttpResponse done(TenantChange change) {
    return HttpResponse.create().withStatus(204);
  }

  private static HttpResponse located(int status, TenantChange change) {
    return HttpResponse.create()
        .withStatus(status)
        .addHeader(RawHeader.create("Location", "/operator/tenants/" + change.tenant()));
  }

  private <T extends Requested> Route body(
      String verb,
      RecordReader<T> reader,
      BiFunction<T, Optional<CommandId>, TenantChange> change,
      Function<TenantChange, HttpResponse> response) {
    return new ChangeRequest<>(settings, verb, reader).answered(change, response);
  }

  private Route audit() {
    return Paging.paged(
        MOST,
        "tenant",
        (page, tenant) ->
            TenantRoutes.answer(
                Audit.on(system)
                    .page(number(page.after()), tenant, page.limit())
                    .thenApply(rows -> {
                      List<Shown.Row> shown = rows.stream().map(Shown.Row::of).toList();
                      return new Reply.Accepted<>(
                          new Shown.Rows(
                              shown,
                              Shown.next(
                                  shown, page.limit(), row -> String.valueOf(row.number()))));
                    })));
  }

  private static long number(String after) {
    if (after.matches("[0-9]{0,18}")) {
      return after.isEmpty() ? 0 : Long.parseLong(after);
    }
    throw new ProblemException(
        Problem.of(
                ProblemCode.INVALID_FIELD,
                "after must be the number of a row, was '%s'".formatted(Printable.of(after, 80)))
            .with("field", "after"));
  }
}
