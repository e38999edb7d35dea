package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.TenantErasure;
import dev.troupe.persistence.postgres.TenantErasure.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases tenants, pass by pass. For one thread at a time; each call blocks.
 *
 * <p>A pass goes through all steps from the first, and each step does what is left of it, which the
 * database knows. So it does not matter where the pass before it was cut off, by what, and on which
 * node; nor whether two nodes do it at the same time.
 */
public final class ErasureJob {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureJob.class);

  /** What would act upon others, and so goes first. */
  private static final List<String> QUEUES = List.of("reminder", "outbox");

  private static final List<String> SOURCES = List.of("event_journal", "snapshot");
  private static final int SAID_EVERY = 100_000;

  private final ErasureWork work;
  private final TenantErasure erasure;

  /** When each tenant was known to be blocked, as a moment of the database. */
  private final Map<TenantId, Long> blockedAt = new HashMap<>();

  /** When nothing was left of each, likewise. */
  private final Map<TenantId, Long> emptyAt = new HashMap<>();

  private volatile boolean isStopped;

  /** A job that has erased nobody yet. */
  public ErasureJob(ErasureWork work) {
    this.work = work;
    this.erasure = work.erasure();
  }

  /** What a pass came to. */
  public sealed interface Pass {}

  /**
   * All is done.
   *
   * @param certificate signed
   */
  public record Done(String certificate) implements Pass {}

  /**
   * Another pass is needed.
   *
   * @param what it waits for, in words that follow "waiting for"
   */
  public record Waits(String what) implements Pass {}

  /** Lets a pass that is under way end early. */
  public void stop() {
    isStopped = true;
  }

  /**
   * Does what can be done now.
   *
   * @throws SQLException if the database could not; another pass goes on from there
   * @throws dev.troupe.tenants.keys.KeyFailure.Unavailable the same, about keys
   */
  public Pass pass(TenantId tenant) throws SQLException {
    Optional<String> certified = erasure.certificate(tenant);
    if (certified.isPresent()) {
      return new Done(certified.get());
    }
    block(tenant);
    List<Table> tables = erasure.tables();
    if (!delete(tenant, named(tables, QUEUES))) {
      return new Waits("another try");
    }
    CrashPoint.QUEUES_ERASED.reached();
    work.keys().destroy(tenant.value());
    work.forget().accept(tenant);
    CrashPoint.KEYS_DESTROYED.reached();
    if (!delete(tenant, named(tables, SOURCES))) {
      return new Waits("another try");
    }
    CrashPoint.ROWS_ERASED.reached();
    if (!erasure.isPast(blockedAt.getOrDefault(tenant, Long.MAX_VALUE))) {
      return new Waits("transactions that began before the tenant was blocked");
    }
    if (!delete(tenant, others(tables)) || !isNothingLeft(tenant, tables)) {
      return new Waits("another try");
    }
    erasure.unpark();
    CrashPoint.VIEWS_ERASED.reached();
    return rewriteAndCertify(tenant, tables);
  }

  private void block(TenantId tenant) throws SQLException {
    if (work.blocked().since(tenant).isEmpty()) {
      work.blocked().block(tenant);
      LOG.info("erasure of '{}': nothing of it is stored any more", tenant);
      CrashPoint.TENANT_BLOCKED.reached();
    }
    if (!blockedAt.containsKey(tenant)) {
      blockedAt.put(tenant, erasure.moment());
    }
  }

  private static List<Table> named(List<Table> tables, List<String> names) {
    return tables.stream().filter(table -> names.contains(table.name())).toList();
  }

  private static List<Table> others(List<Table> tables) {
    return tables.stream()
        .filter(table -> !QUEUES.contains(table.name()) && !SOURCES.contains(table.name()))
        .toList();
  }

  /** Whether all is deleted; rows that others refer to go after those. */
  private boolean delete(TenantId tenant, List<Table> tables) throws SQLException {
    List<Table> left = new ArrayList<>(tables);
    boolean isAnyDone = true;
    while (!left.isEmpty() && isAnyDone && !isStopped) {
      isAnyDone = false;
      for (Table table : List.copyOf(left)) {
        if (delete(tenant, table)) {
          left.remove(table);
          isAnyDone = true;
        }
      }
    }
    return left.isEmpty();
  }

  private boolean delete(TenantId tenant, Table table) throws SQLException {
    long all = 0;
    long said = 0;
    while (!isStopped) {
      OptionalLong some = erasure.deleteSome(tenant, table.name());
      if (some.isEmpty()) {
        return false;
      }
      if (some.getAsLong() > 0) {
        emptyAt.remove(tenant);
      }
      all += some.getAsLong();
      if (all / SAID_EVERY > said || (some.getAsLong() == 0 && all > 0)) {
        said = all / SAID_EVERY;
        LOG.info("erasure of '{}': {} rows of table '{}' are deleted", tenant, all, table.name());
      }
      if (some.getAsLong() == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isNothingLeft(TenantId tenant, List<Table> tables) throws SQLException {
    for (Table table : tables) {
      if (erasure.count(tenant, table.name()) > 0) {
        return false;
      }
    }
    return true;
  }

  private Pass rewriteAndCertify(TenantId tenant, List<Table> tables) throws SQLException {
    ErasureProof proof = new ErasureProof(work, tenant, tables);
    for (String table : proof.toRewrite()) {
      if (isStopped || !erasure.rewrite(tenant, table, emptyAt(tenant))) {
        return new Waits("whoever uses table '%s', or reads as of before".formatted(table));
      }
      LOG.info("erasure of '{}': table '{}' is written anew", tenant, table);
      CrashPoint.TABLE_REWRITTEN.reached();
    }
    if (work.signer().isEmpty()) {
      return new Waits("a certificate key (troupe.tenants.erasure.certificate-key)");
    }
    String kept = erasure.keep(tenant, work.signer().get().sign(proof.certificate()));
    CrashPoint.ERASURE_CERTIFIED.reached();
    blockedAt.remove(tenant);
    emptyAt.remove(tenant);
    return new Done(kept);
  }

  /** The same in each pass, or there would always be somebody who began before it. */
  private long emptyAt(TenantId tenant) throws SQLException {
    Long known = emptyAt.get(tenant);
    if (known == null) {
      known = erasure.moment();
      emptyAt.put(tenant, known);
    }
    return known;
  }
}
