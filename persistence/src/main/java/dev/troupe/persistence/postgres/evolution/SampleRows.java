package dev.troupe.persistence.postgres.evolution;

import dev.troupe.persistence.StoredEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The rows from which streams are chosen, and those of a stream. Confined to one thread. */
final class SampleRows {
  private static final int ENDS = 5_000;
  private static final int TENANTS = 20;
  private static final int OF_A_TENANT = 200;
  private static final int FETCHED_AT_ONCE = 32;

  private static final String FROM_ONE_END =
      "SELECT persistence_id, tenant_id FROM event_journal ORDER BY ordering %s LIMIT " + ENDS;

  /** From tenant to tenant in the order of an index, whatever each of them has stored. */
  private static final String OF_SOME_TENANTS =
      """
      WITH RECURSIVE hop (tenant) AS (
        (SELECT tenant_id FROM event_journal WHERE tenant_id > ? ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT j.tenant_id FROM event_journal j WHERE j.tenant_id > hop.tenant
          ORDER BY j.tenant_id LIMIT 1)
        FROM hop WHERE hop.tenant IS NOT NULL)
      SELECT e.persistence_id, t.tenant
      FROM (SELECT tenant FROM hop WHERE tenant IS NOT NULL LIMIT %d) t
      CROSS JOIN LATERAL (SELECT j.persistence_id FROM event_journal j
        WHERE j.tenant_id = t.tenant ORDER BY j.ordering DESC LIMIT %d) e
      """
          .formatted(TENANTS, OF_A_TENANT);

  private static final String STREAM =
      """
      SELECT sequence_number, event_ser_id, event_ser_manifest, event_payload, key_number
      FROM event_journal WHERE persistence_id = ? AND NOT deleted ORDER BY sequence_number %s LIMIT ?
      """;

  private final Connection connection;

  SampleRows(Connection connection) {
    this.connection = connection;
  }

  /** A stream that could be a sample. */
  record Candidate(String persistenceId, String tenant) {}

  /** Takes a row; false if no more are wanted. */
  @FunctionalInterface
  interface Taker {
    boolean takes(StoredEvent event);
  }

  /** Those that have rows at the end of the journal, the newest first. */
  List<Candidate> newest() throws SQLException {
    return candidates(FROM_ONE_END.formatted("DESC"), List.of());
  }

  /** Those that have rows at the beginning of the journal, the oldest first. */
  List<Candidate> oldest() throws SQLException {
    return candidates(FROM_ONE_END.formatted("ASC"), List.of());
  }

  /** The newest of some tenants, which are others each time. */
  List<Candidate> ofSomeTenants() throws SQLException {
    char from = (char) ('a' + ThreadLocalRandom.current().nextInt(26));
    List<Candidate> found =
        new ArrayList<>(candidates(OF_SOME_TENANTS, List.of(String.valueOf(from))));
    found.addAll(candidates(OF_SOME_TENANTS, List.of("")));
    return found;
  }

  /** Those of the rows at these places, if they are still there. */
  List<Candidate> at(Collection<Long> orderings) throws SQLException {
    List<Candidate> found = new ArrayList<>();
    for (Long ordering : orderings) {
      found.addAll(
          candidates(
              "SELECT persistence_id, tenant_id FROM event_journal WHERE ordering = CAST(? AS bigint)",
              List.of(ordering.toString())));
    }
    return found;
  }

  private List<Candidate> candidates(String sql, List<String> arguments) throws SQLException {
    List<Candidate> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.size(); i++) {
        statement.setString(i + 1, arguments.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(new Candidate(row.getString(1), row.getString(2)));
        }
      }
    }
    return found;
  }

  /** The first events of a stream, a few in memory at a time. */
  void first(Candidate stream, int most, Taker taker) throws SQLException {
    read(STREAM.formatted("ASC"), stream, most, taker);
  }

  /** The last events of a stream, the last first. */
  void last(Candidate stream, int most, Taker taker) throws SQLException {
    read(STREAM.formatted("DESC"), stream, most, taker);
  }

  private void read(String sql, Candidate stream, int most, Taker taker) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCHED_AT_ONCE);
      statement.setString(1, stream.persistenceId());
      statement.setInt(2, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          StoredEvent event =
              new StoredEvent(
                  stream.tenant(),
                  stream.persistenceId(),
                  row.getLong(1),
                  row.getInt(2),
                  row.getString(3),
                  row.getBytes(4),
                  row.getObject(5, Integer.class));
          if (!taker.takes(event)) {
            return;
          }
        }
      }
    }
  }
}
