package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.TenantErasure.Deleted;
import dev.troupe.persistence.postgres.TenantErasure.Table;
import dev.troupe.tenants.erasure.ErasureCertificate;
import dev.troupe.tenants.erasure.ErasureCertificate.Erased;
import dev.troupe.tenants.erasure.ErasureCertificate.Kept;
import dev.troupe.tenants.keys.StoredKey;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be said of a tenant of which nothing is left. Each call blocks. */
record ErasureProof(ErasureWork work, TenantId tenant, List<Table> tables) {
  private static final String KEYS = "tenant_key";

  /** Why something was refused is not sealed, and may quote what it was. */
  private static final List<String> WITH_REASONS = List.of("outbox", "reminder");

  private static final Deleted NOTHING = new Deleted("", 0, 0, "", false);

  private Map<String, Deleted> deleted() throws SQLException {
    return work.erasure().deleted(tenant).stream()
        .collect(Collectors.toMap(Deleted::table, Function.identity()));
  }

  /**
   * Tables in whose pages something may be left that can be read: those that are not sealed, or
   * have columns that are not; all if the tenant ever stored something that was not sealed; and
   * always the one of the wrapped keys.
   */
  List<String> toRewrite() throws SQLException {
    Map<String, Deleted> deleted = deleted();
    List<String> left = new ArrayList<>();
    for (Table table : readable(deleted)) {
      if (!isRewritten(deleted, table.name()) && isSmall(table)) {
        left.add(table.name());
      }
    }
    if (!isRewritten(deleted, KEYS)) {
      left.add(KEYS);
    }
    return left;
  }

  private List<Table> readable(Map<String, Deleted> deleted) {
    boolean isAllSealed = tables.stream().filter(Table::isSealed).allMatch(sealed(deleted)::apply);
    return isAllSealed
        ? tables.stream()
            .filter(table -> !table.isSealed() || WITH_REASONS.contains(table.name()))
            .toList()
        : tables;
  }

  private static Function<Table, Boolean> sealed(Map<String, Deleted> deleted) {
    return table -> deleted.getOrDefault(table.name(), NOTHING).plainRows() == 0;
  }

  private static boolean isRewritten(Map<String, Deleted> deleted, String table) {
    return deleted.getOrDefault(table, NOTHING).isRewritten();
  }

  private boolean isSmall(Table table) {
    return table.bytes() <= work.settings().rewriteUpTo();
  }

  /** What is to be signed, after a last look at every table. */
  ErasureCertificate certificate() throws SQLException {
    Map<String, Deleted> deleted = deleted();
    List<Erased> erased = new ArrayList<>();
    for (Table table : tables) {
      Deleted each = deleted.getOrDefault(table.name(), NOTHING);
      erased.add(
          new Erased(
              table.name(),
              each.rows(),
              work.erasure().count(tenant, table.name()),
              each.rows() == 0 ? "" : each.digest(),
              each.isRewritten()));
    }
    return new ErasureCertificate(
        tenant.value(),
        work.database(),
        work.blocked().since(tenant).orElseThrow(),
        Instant.now(),
        keys(),
        erased,
        work.erasure().kept().stream().map(kept -> new Kept(kept.name(), kept.reason())).toList(),
        beyond(readable(deleted)));
  }

  /** A tenant that never had a key has a row that says so, wrapped by nothing. */
  private int keys() {
    return work.keys()
        .newest(tenant.value())
        .filter(key -> !key.kek().isEmpty())
        .map(StoredKey::number)
        .orElse(0);
  }

  private List<String> beyond(List<Table> readable) throws SQLException {
    List<String> beyond = new ArrayList<>();
    beyond.add(
        "Backups, replicas that are not connected, and the write-ahead log, until they age out.");
    beyond.add(
        "Ids of entities, and bytes that were sealed with the destroyed keys, in free space of tables that were not rewritten, until something else is written there.");
    beyond.add(
        "Single values of columns that are not sealed in the server's statistics, until it makes them anew, and in its logs.");
    for (Table table : readable) {
      if (!isSmall(table)) {
        beyond.add(
            "Table '%s' has %d bytes and was not rewritten: what its rows said may be in its free space until something else is written there."
                .formatted(table.name(), table.bytes()));
      }
    }
    for (String unknown : work.erasure().unknownTables()) {
      beyond.add("Table '%s' has no column 'tenant_id', and was not looked at.".formatted(unknown));
    }
    return beyond;
  }
}
