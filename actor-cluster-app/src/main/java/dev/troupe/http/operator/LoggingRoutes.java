package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.delete;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestContext;
import static org.apache.pekko.http.javadsl.server.Directives.put;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.cluster.Audit;
import dev.troupe.cluster.LogLevels;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.Problems;
import dev.troupe.http.TenantRoutes;
import dev.troupe.http.internal.Bodies;
import dev.troupe.http.internal.RecordReader;
import dev.troupe.http.internal.Requests;
import dev.troupe.http.internal.Shapes;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.RequestContext;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * How much the nodes log: {@code GET /operator/logging} ({@code operator:logging}) says it of the
 * node that is asked; {@code PUT /operator/logging/{logger}} and {@code DELETE
 * /operator/logging/{logger}?why=…} ({@code operator:set-logging}) set a level on all nodes and
 * take it back. A change is in the audit before it is answered, whatever came of it.
 */
final class LoggingRoutes {
  private static final String VERB = "set-logging";

  private final ActorSystem<?> system;
  private final HttpSettings settings;
  private final LogLevels levels;
  private final RecordReader<Requested.LogLevel> reader =
      new RecordReader<>(new Shapes(), VERB, Requested.LogLevel.class);

  private LoggingRoutes(ActorSystem<?> system, HttpSettings settings) {
    this.system = system;
    this.settings = settings;
    this.levels = LogLevels.on(system);
  }

  /** The loggers of this node's cluster. */
  static GuardedRoute of(ActorSystem<?> system, HttpSettings settings) {
    LoggingRoutes routes = new LoggingRoutes(system, settings);
    return GuardedRoute.concat(
        TenantRoutes.operator(
            GET, OperatorPaths.ROOT.slash("logging"), "logging", who -> routes.shown()),
        TenantRoutes.operator(
            OperatorPaths.ROOT.slash("logging").slash(segment()), VERB, routes::changed));
  }

  private Route shown() {
    var address = Cluster.get(system).selfMember().address();
    Set<String> set = levels.set().keySet();
    List<Shown.Logger> loggers =
        levels.ofThisNode().entrySet().stream()
            .map(each ->
                new Shown.Logger(each.getKey(), each.getValue(), set.contains(each.getKey())))
            .toList();
    return TenantRoutes.answer(
        CompletableFuture.completedStage(
            new Reply.Accepted<>(new Shown.Loggers(address.hostPort(), loggers))));
  }

  private Route changed(Optional<Principal> who, String name) {
    return concat(
        put(() -> extractRequestContext(context -> completeWithFuture(set(who, name, context)))),
        delete(
            () -> extractRequestContext(context -> completeWithFuture(reset(who, name, context)))));
  }

  private CompletionStage<HttpResponse> set(
      Optional<Principal> who, String name, RequestContext context) {
    var request = context.getRequest();
    Requests.requireNoParameters(request, VERB);
    Requests.requireJson(request);
    String logger = checked("logger", () -> LogLevels.logger(name));
    return Bodies.read(request, settings, context.getMaterializer())
        .thenCompose(body -> {
          Requested.LogLevel asked = reader.read(body);
          return audited(
              levels.set(logger, LogLevels.level(asked.level())),
              entry(
                  who,
                  "set-log-level",
                  "%s; '%s' to '%s'".formatted(asked.why(), logger, asked.level())));
        });
  }

  private CompletionStage<HttpResponse> reset(
      Optional<Principal> who, String name, RequestContext context) {
    Map<String, List<String>> parameters = Requests.parameters(context.getRequest());
    Requests.requireOnly(parameters, new TreeSet<>(Set.of("why")));
    Bodies.drain(context.getRequest(), context.getMaterializer());
    String logger = checked("logger", () -> LogLevels.logger(name));
    String why = Requests.once(parameters, "why");
    Requested asked = checked("why", () -> new Requested.Plain(why));
    return audited(
        levels.reset(logger),
        entry(who, "reset-log-level", "%s; '%s'".formatted(asked.why(), logger)));
  }

  private static <T> T checked(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Requests.invalidField(field, String.valueOf(e.getMessage()));
    }
  }

  /** What is said in the audit, by how it ended. */
  private static Function<Outcome, AuditEntry> entry(
      Optional<Principal> who, String action, String detail) {
    return outcome ->
        new AuditEntry(
            Instant.now(),
            ChangeAnswers.name(who),
            "",
            action,
            "operator:" + VERB,
            outcome,
            detail);
  }

  private CompletionStage<HttpResponse> audited(
      CompletionStage<Done> change, Function<Outcome, AuditEntry> entry) {
    Audit audit = Audit.on(system);
    return change
        .handle((done, failure) -> {
          if (failure == null) {
            return audit
                .done(entry.apply(Outcome.DONE))
                .thenApply(kept -> HttpResponse.create().withStatus(204));
          }
          // Whether the audit knows does not help who asked.
          return audit
              .done(entry.apply(Outcome.FAILED))
              .handle((kept, lost) -> Problems.of(failure).toResponse());
        })
        .thenCompose(Function.identity());
  }
}
