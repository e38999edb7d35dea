package dev.troupe.persistence.postgres.evolution;

import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.evolution.StoredName;
import dev.troupe.persistence.evolution.StoredName.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The catalogue as it is in the database, and the filling of it from what nobody noted in it.
 * Confined to one thread.
 */
final class CatalogueTable {
  /** Rows of the journal that one transaction looks through. */
  static final int PIECE = 50_000;

  /**
   * Rows before the last one that was looked at that are looked through again: a row gets its
   * ordering when it is written, and is seen once its transaction is committed. That takes seconds,
   * and no journal is given so many rows meanwhile.
   */
  private static final int LATE = 200_000;

  private static final String NOTE =
      """
      INSERT INTO event_catalogue (store, serializer, manifest, digest, shape, ordering)
      SELECT 'event', event_ser_id, event_ser_manifest, sha256(''), '', min(ordering)
      FROM event_journal j
      WHERE ordering > ? AND ordering <= ? AND NOT deleted AND NOT EXISTS (
        SELECT FROM event_catalogue c
        WHERE c.store = 'event' AND c.serializer = j.event_ser_id
          AND c.manifest = j.event_ser_manifest)
      GROUP BY event_ser_id, event_ser_manifest
      ON CONFLICT DO NOTHING
      """;

  private static final String NOTE_COMMANDS =
      """
      INSERT INTO event_catalogue (store, serializer, manifest, digest, shape)
      SELECT store, %d, manifest, sha256(''), '' FROM (
        SELECT 'message' AS store, manifest FROM outbox
        UNION SELECT 'message', accepted_manifest FROM outbox
        UNION SELECT 'message', rejected_manifest FROM outbox
        UNION SELECT 'reminder', manifest FROM reminder) found
      WHERE manifest IS NOT NULL
      ON CONFLICT DO NOTHING
      """
          .formatted(MessageSerializer.IDENTIFIER);

  private final Connection connection;

  CatalogueTable(Connection connection) {
    this.connection = connection;
  }

  /** A name, and where one of it may be. */
  record Row(StoredName name, OptionalLong ordering) {}

  /** All names. */
  List<Row> rows() throws SQLException {
    List<Row> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT store, serializer, manifest, shape, first_seen, ordering"
                    + " FROM event_catalogue ORDER BY store, manifest, first_seen")) {
      while (row.next()) {
        long ordering = row.getLong(6);
        all.add(
            new Row(
                new StoredName(
                    Store.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                    row.getInt(2),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, OffsetDateTime.class).toInstant()),
                row.wasNull() ? OptionalLong.empty() : OptionalLong.of(ordering)));
      }
    }
    return all;
  }

  /**
   * Looks through some of the rows that nobody has looked at, in the order in which they were
   * written. Those are the ones that are older than the catalogue, and what has come since, of
   * which some may be stored by who keeps no catalogue: nodes of an older version, or the stock
   * journal.
   *
   * @return how many are left
   */
  long fill() throws SQLException {
    Position at = position();
    long highest = highest();
    long to = Math.min(at.seen() + PIECE, highest);
    if (to > at.seen()) {
      note(at.seen(), to);
    }
    boolean isCaughtUp = at.until() >= 0 && to >= at.until();
    try (Statement statement = connection.createStatement()) {
      if (isCaughtUp) {
        statement.executeUpdate(NOTE_COMMANDS);
      }
      statement.executeUpdate(
          "UPDATE event_catalogue_fill SET seen = %d, until = %d"
              .formatted(Math.max(at.seen(), to), isCaughtUp ? -1 : at.until()));
    }
    return Math.max(0, highest - to);
  }

  /**
   * Looks again through the rows before those, for what was not committed at that time.
   *
   * @return how many it were, at most
   */
  long fillLate() throws SQLException {
    long seen = position().seen();
    long from = Math.max(0, seen - LATE);
    note(from, seen);
    return seen - from;
  }

  /**
   * How far the journal was looked through.
   *
   * @param seen the last ordering
   * @param until the last ordering that was there before the catalogue; -1 once those are done
   */
  private record Position(long seen, long until) {}

  private Position position() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT seen, until FROM event_catalogue_fill FOR UPDATE")) {
      row.next();
      return new Position(row.getLong(1), row.getLong(2));
    }
  }

  private long highest() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT coalesce(max(ordering), 0) FROM event_journal")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void note(long after, long to) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
      statement.setLong(1, after);
      statement.setLong(2, to);
      statement.executeUpdate();
    }
  }

  /** Whether the tables have a catalogue at all. */
  boolean isThere() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('event_catalogue') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Whether some of it may still be there; of commands that wait to be sent, whether one is. */
  boolean isThere(StoredName name) throws SQLException {
    return switch (name.store()) {
      case EVENT, SNAPSHOT -> true;
      case MESSAGE ->
          finds("outbox WHERE ? IN (manifest, accepted_manifest, rejected_manifest)", name);
      case REMINDER -> finds("reminder WHERE manifest = ?", name);
    };
  }

  private boolean finds(String rows, StoredName name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT FROM " + rows + " LIMIT 1")) {
      statement.setString(1, name.manifest());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }
}
