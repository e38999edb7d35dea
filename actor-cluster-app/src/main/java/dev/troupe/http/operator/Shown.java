package dev.troupe.http.operator;

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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
   */
  record Whole(
      String tenant,
      TenantStatus status,
      Map<String, Long> limits,
      Map<String, Long> effective,
      int keys,
      Optional<String> certificate)
      implements Shown {
    static Whole of(String tenant, Tenant.View view, DefaultLimits defaults) {
      TenantLimits own = new TenantLimits(view.limits());
      return new Whole(
          tenant,
          view.status(),
          view.limits(),
          Arrays.stream(Limit.values())
              .collect(Collectors.toMap(Limit::key, limit -> defaults.of(limit, own))),
          view.keys(),
          Optional.of(view.certificate()).filter(hash -> !hash.isEmpty()));
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

  /** The name of the last, if the page is full and so may not be the last one. */
  static <T> Optional<String> next(List<T> page, int limit, Function<T, String> name) {
    return page.size() < limit ? Optional.empty() : Optional.of(name.apply(page.getLast()));
  }
}
