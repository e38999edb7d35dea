package dev.troupe.http.operator;

import dev.troupe.cluster.ClusterNode;
import dev.troupe.cluster.ShardTable;
import dev.troupe.cluster.Whereabouts;
import dev.troupe.http.ProblemException;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.TenantErasure;
import dev.troupe.tenants.DefaultLimits;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantLimits;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.postgres.AuditTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.server.Route;

/** What operators are shown, as JSON. */
sealed interface Shown {

  /** One of a list. */
  record Listed(String tenant, TenantStatus status) implements Shown {}

  /** Part of a list, and what to ask for {@code after} it, if there is more. */
  record Tenants(List<Listed> tenants, Optional<String> next) implements Shown {}

  /**
   * A tenant.
   *
   * @param limits its own
   * @param effective all that hold for it
   * @param keys how many keys its data were sealed with
   * @param certificate the SHA-256 of the certificate of its erasure, if it is erased
   * @param grants what others may do with its data now
   */
  record Whole(
      String tenant,
      TenantStatus status,
      Map<String, Long> limits,
      Map<String, Long> effective,
      int keys,
      Optional<String> certificate,
      List<Granted> grants)
      implements Shown {
    static Whole of(String tenant, Tenant.View view, DefaultLimits defaults, Instant now) {
      TenantLimits own = new TenantLimits(view.limits());
      return new Whole(
          tenant,
          view.status(),
          view.limits(),
          Arrays.stream(Limit.values())
              .collect(Collectors.toMap(Limit::key, limit -> defaults.of(limit, own))),
          view.keys(),
          Optional.of(view.certificate()).filter(hash -> !hash.isEmpty()),
          Grants.of(tenant, view, now).grants());
    }
  }

  /** What another tenant may do, until when, and who let it in. */
  record Granted(String to, List<String> scopes, Instant until, String by, String why)
      implements Shown {}

  /** What a tenant has granted to others and has not ended. */
  record Grants(String tenant, List<Granted> grants) implements Shown {
    static Grants of(String tenant, Tenant.View view, Instant now) {
      return new Grants(
          tenant,
          view.grants().at(now).all().stream()
              .map(each ->
                  new Granted(
                      each.to(), each.scopes(), each.until(), each.by().who(), each.by().why()))
              .toList());
    }
  }

  /** A row of the audit. */
  record Row(
      long number,
      Instant at,
      String principal,
      String tenant,
      String action,
      String target,
      String outcome,
      String detail,
      String hash)
      implements Shown {
    static Row of(AuditTable.Row row) {
      var entry = row.entry();
      return new Row(
          row.number(),
          entry.at(),
          entry.principal(),
          entry.tenant(),
          entry.action(),
          entry.target(),
          entry.outcome().name(),
          entry.detail(),
          row.hexHash());
    }
  }

  /** Part of the audit, and what to ask for {@code after} it, if there is more. */
  record Rows(List<Row> rows, Optional<String> next) implements Shown {}

  /**
   * How far the erasure of a tenant has come.
   *
   * @param deleted by table, empty before it has begun
   */
  record Erasure(String tenant, List<Deleted> deleted) implements Shown {}

  /**
   * What was deleted of a tenant from one table.
   *
   * @param rewritten whether the table was written anew since
   */
  record Deleted(String table, long rows, boolean rewritten) implements Shown {
    static Deleted of(TenantErasure.Deleted each) {
      return new Deleted(each.table(), each.rows(), each.isRewritten());
    }
  }

  /**
   * Where an entity is.
   *
   * @param state {@code active}, {@code passive} or {@code unallocated}
   * @param node that has its shard, if one has
   */
  record Where(
      String tenant, String type, String id, String shard, String state, Optional<String> node)
      implements Shown {
    static Where of(Whereabouts where) {
      return new Where(
          where.key().tenant().value(),
          where.type(),
          where.key().id(),
          where.shard(),
          where.state().name().toLowerCase(Locale.ROOT),
          where.node());
    }
  }

  /** The shards of all types. */
  record Shards(List<ShardTable> types) implements Shown {}

  /** The nodes of the cluster, as the one that was asked knows them. */
  record Nodes(List<ClusterNode> nodes) implements Shown {}

  /**
   * A logger that has a level of its own.
   *
   * @param set whether it was set while the nodes run, and not by the node's configuration
   */
  record Logger(String logger, String level, boolean set) implements Shown {}

  /** How much one node logs. */
  record Loggers(String node, List<Logger> loggers) implements Shown {}

  /** What a tenant's entity says of it, shown like this; or that there is no such tenant. */
  static Route of(
      dev.troupe.cluster.Tenants tenants, TenantId tenant, Function<Tenant.View, Shown> shown) {
    return TenantRoutes.answer(
        tenants
            .refFor(tenant)
            .ask(new Tenant.GetTenant())
            .thenApply(reply ->
                switch (reply) {
                  case Reply.Accepted<Tenant.View> known ->
                      new Reply.Accepted<>(shown.apply(known.value()));
                  case Reply.Rejected<Tenant.View> no ->
                      throw new ProblemException(ChangeAnswers.problem(no));
                }));
  }

  /** The name of the last, if the page is full and so may not be the last one. */
  static <T> Optional<String> next(List<T> page, int limit, Function<T, String> name) {
    return page.size() < limit ? Optional.empty() : Optional.of(name.apply(page.getLast()));
  }
}
