package dev.troupe.bench.node;

import dev.troupe.bench.report.Report.Rows;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.PrincipalEntities;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.sample.bank.Account;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** A node that runs a variant of the journal, and the count of what it was asked. Thread-safe. */
public final class Subject implements AutoCloseable {
  private static final String COUNT =
      "SELECT count(*) FROM event_journal WHERE tenant_id NOT LIKE 'raw-%' AND tenant_id <> '_system'";

  private static final int TENANTS = 4;

  private final Variant variant;
  private final DatabaseSettings database;
  private final Tally tally = new Tally();
  private final BenchNode node;

  /** Starts the node. */
  Subject(Variant variant, DatabaseSettings server) {
    this.variant = variant;
    this.database = variant.on(server);
    this.node = BenchNode.start(database, variant);
  }

  /** What it is called. */
  public String name() {
    return variant.name();
  }

  /** The heap that this JVM uses, without what the node is done with. */
  public long settledHeap() throws InterruptedException {
    return node.settledHeap();
  }

  /** Its entities. */
  public Entities entities() {
    return node.entities();
  }

  /** The count of all that it was asked. */
  public Tally tally() {
    return tally;
  }

  /** Where its journal is. */
  public DatabaseSettings database() {
    return database;
  }

  /** A connection to its journal. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.connectionUrl(), database.user(), database.password());
  }

  /** This many accounts of four tenants, whose names start with the name. */
  public Accounts accounts(String name, int accounts) {
    return accounts(name, TENANTS, accounts);
  }

  /** This many accounts of this many tenants, whose names start with the name. */
  public Accounts accounts(String name, int tenants, int accounts) {
    return new Accounts(
        (tenant, id) -> new AccountRef.Open(entities().refFor(Account.TYPE, tenant, id)),
        tally,
        named(name, tenants),
        accounts);
  }

  /**
   * The same, but the tenants are created, each with these limits, and each account is asked by
   * somebody of its tenant whose scopes include all that can be done to accounts, and nothing else.
   */
  public Accounts guardedAccounts(String name, int accounts, Map<String, Long> limits)
      throws InterruptedException {
    List<TenantId> tenants = named(name, TENANTS);
    node.create(tenants, limits);
    Map<TenantId, PrincipalEntities> users = new HashMap<>();
    for (TenantId tenant : tenants) {
      Principal user = Principal.of("user-of-" + tenant, tenant, Permissions.of("account:*"));
      users.put(tenant, entities().as(user));
    }
    return new Accounts(
        (tenant, id) ->
            new AccountRef.Guarded(
                Objects.requireNonNull(users.get(tenant)).refFor(Account.TYPE, tenant, id)),
        tally,
        tenants,
        accounts);
  }

  private static List<TenantId> named(String name, int tenants) {
    return IntStream.range(0, tenants).mapToObj(i -> TenantId.of(name + "-" + i)).toList();
  }

  /** The rows of all tenants but ours and those whose names start with {@code raw-}. */
  Rows rows() throws SQLException {
    try (Connection connection = connect();
        var select = connection.createStatement();
        var found = select.executeQuery(COUNT)) {
      found.next();
      return new Rows(
          name(), tally.acknowledged(), tally.unknown(), found.getLong(1) - tally.others());
    }
  }

  /** How many events its projections have not seen yet. */
  public long eventsBehind() {
    return node.eventsBehind();
  }

  /** Stops the node. */
  @Override
  public void close() {
    node.close();
  }
}
