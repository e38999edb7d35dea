package dev.troupe.bench.node;

import dev.troupe.bench.report.Report.Rows;
import dev.troupe.cluster.Entities;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A node that runs a variant of the journal, and the count of what it was asked. Thread-safe. */
public final class Subject implements AutoCloseable {
  private static final String COUNT =
      "SELECT count(*) FROM event_journal WHERE tenant_id NOT LIKE 'raw-%'";

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
    return accounts(name, 4, accounts);
  }

  /** This many accounts of this many tenants, whose names start with the name. */
  public Accounts accounts(String name, int tenants, int accounts) {
    return new Accounts(node.entities(), tally, name, tenants, accounts);
  }

  /** The rows of all tenants but those whose names start with {@code raw-}. */
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
