package dev.troupe.persistence.postgres.evolution;

import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.evolution.Finding;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.evolution.CatalogueTable.Row;
import dev.troupe.persistence.postgres.evolution.SampleRows.Candidate;
import dev.troupe.persistence.postgres.evolution.StreamChoice.Stream;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds a build against what a database holds: every name of the catalogue, and a sample of
 * streams, replayed. For one thread at a time; each call blocks.
 */
public final class EvolutionCheck implements AutoCloseable {
  /** As long as a piece of the journal may take to be looked through; all else takes seconds. */
  private static final Duration PIECE = Duration.ofMinutes(5);

  private final ConnectionPool connections;
  private final BuildTypes build;
  private final PayloadCiphers ciphers;
  private final EvolutionSettings settings;

  private EvolutionCheck(
      ConnectionPool connections,
      BuildTypes build,
      PayloadCiphers ciphers,
      EvolutionSettings settings) {
    this.connections = connections;
    this.build = build;
    this.ciphers = ciphers;
    this.settings = settings;
  }

  /** Of this build against this database; opens no connection yet. */
  public static EvolutionCheck open(
      DatabaseSettings database,
      BuildTypes build,
      PayloadCiphers ciphers,
      EvolutionSettings settings) {
    return new EvolutionCheck(
        ConnectionPool.of(database, FixedPool.EVOLUTION), build, ciphers, settings);
  }

  /**
   * Looks at all there is.
   *
   * @param progress hears from time to time how far it is
   * @throws SQLException if the database can't be asked now
   */
  public EvolutionReport run(Consumer<String> progress) throws SQLException {
    EvolutionReport.Builder report = new EvolutionReport.Builder(settings.accepted());
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      List<Row> rows = complete(connection, progress);
      CatalogueTable table = new CatalogueTable(connection);
      for (Row row : rows) {
        report.name(check(table, row));
      }
      connection.commit();
      replay(connection, rows, report, progress);
    }
    return report.build();
  }

  /**
   * Looks at the names and shapes that are noted, and at nothing else, and changes nothing; all is
   * well where nothing is noted yet.
   *
   * @throws SQLException if the database can't be asked now
   */
  public EvolutionReport runOnNames() throws SQLException {
    EvolutionReport.Builder report = new EvolutionReport.Builder(settings.accepted());
    try (Connection connection = connections.connect()) {
      CatalogueTable table = new CatalogueTable(connection);
      if (table.isThere()) {
        for (Row row : table.rows()) {
          report.name(check(table, row));
        }
      }
    }
    return report.build();
  }

  /**
   * Only takes the catalogue to the end of the journal, so that a node which starts later finds
   * little left to look through.
   *
   * @throws SQLException if the database can't be asked now
   */
  public void keepUp(Consumer<String> progress) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      complete(connection, progress);
      connection.commit();
    }
  }

  /** The catalogue, once it has all that is stored. */
  static List<Row> complete(Connection connection, Consumer<String> progress) throws SQLException {
    CatalogueTable table = new CatalogueTable(connection);
    int usual = connection.getNetworkTimeout();
    // Where it fails, the pool puts it back.
    connection.setNetworkTimeout(Runnable::run, (int) PIECE.toMillis());
    inPatience(connection, table::fillLate);
    for (long left = Long.MAX_VALUE; left > 0; ) {
      left = inPatience(connection, table::fill);
      if (left > 0) {
        progress.accept(
            "the journal has what was not looked at for its catalogue, %d rows are left"
                .formatted(left));
      }
    }
    connection.setNetworkTimeout(Runnable::run, usual);
    return table.rows();
  }

  private interface Piece<T> {
    T run() throws SQLException;
  }

  /** It reads many rows, and may wait for another node that does. */
  private static <T> T inPatience(Connection connection, Piece<T> piece) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = " + PIECE.toMillis());
    }
    T result = piece.run();
    connection.commit();
    return result;
  }

  /** What is gone once it was sent, and was sent, is no reason to wait. */
  private List<Finding> check(CatalogueTable table, Row row) throws SQLException {
    List<Finding> findings = build.check(row.name());
    return findings.isEmpty() || table.isThere(row.name()) ? findings : List.of();
  }

  private void replay(
      Connection connection,
      List<Row> rows,
      EvolutionReport.Builder report,
      Consumer<String> progress)
      throws SQLException {
    if (settings.streamsPerType() == 0 || settings.eventsPerStream() == 0) {
      return;
    }
    SampleRows samples = new SampleRows(connection);
    List<Stream> streams = choose(samples, rows, settings.streamsPerType());
    long begun = System.nanoTime();
    int done = 0;
    for (Stream stream : streams) {
      if (System.nanoTime() - begun > settings.timeout().toNanos()) {
        report.unread(streams.size() - done);
        return;
      }
      new StreamReplay(build, ciphers, stream, report).run(samples, settings.eventsPerStream());
      connection.commit();
      done++;
      progress.accept("%d of %d streams are replayed".formatted(done, streams.size()));
    }
  }

  /** Some streams of each type, and one for each name. */
  static List<Stream> choose(SampleRows samples, List<Row> rows, int perType) throws SQLException {
    Set<Long> orderings = new LinkedHashSet<>();
    rows.forEach(row -> row.ordering().ifPresent(orderings::add));
    List<List<Candidate>> lists = new ArrayList<>();
    lists.add(samples.newest());
    lists.add(samples.oldest());
    lists.add(samples.ofSomeTenants());
    return new StreamChoice(perType).of(samples.at(orderings), lists);
  }

  @Override
  public void close() {
    connections.close();
  }
}
