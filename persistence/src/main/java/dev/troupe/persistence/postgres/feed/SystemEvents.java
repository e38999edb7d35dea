package dev.troupe.persistence.postgres.feed;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the platform's own entities, as soon as they are committed: for what every node
 * must know at once.
 *
 * <p>Unlike a {@link FeedReader} it does not wait for older transactions that still run, of which a
 * long one would hold up everything, but reads what they hold up again until they have ended. So an
 * entry may come more than once, and those of two entities in any order; those of one entity come
 * in theirs. Only rows of {@link TenantId#SYSTEM} are looked at, which have an index of their own.
 *
 * <p>Has one connection, opened anew after a failure. For one thread at a time; each call blocks.
 *
 * @param <E> the sealed interface of the events
 */
public final class SystemEvents<E> implements AutoCloseable {
  /** Of each that reads. */
  public static final int CONNECTIONS = 1;

  private static final int PAGE = 1_000;

  private static final String READ =
      """
      SELECT transaction_id, ordering, persistence_id, sequence_number, event_ser_id,
        event_ser_manifest, event_payload, key_number,
        transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      FROM event_journal
      WHERE tenant_id = '_system' AND (transaction_id, ordering) > (CAST(? AS xid8), ?)
      ORDER BY transaction_id, ordering LIMIT ?
      """;

  private final DatabaseSettings settings;
  private final StoredEvents<E> stored;
  private @Nullable Connection connection;

  /** All up to here were read, and no transaction that still runs can add one before it. */
  private FeedPosition settled = FeedPosition.START;

  /**
   * An entry in the journal.
   *
   * @param key the entity's
   * @param sequenceNumber its place among those of the entity
   * @param event what happened; none if the entry only remembers a command's answer
   */
  public record Entry<E>(EntityKey key, long sequenceNumber, Optional<E> event) {}

  /** Reads from the beginning the entries of the type that these events are of. */
  public SystemEvents(DatabaseSettings settings, StoredEvents<E> stored) {
    this.settings = settings;
    this.stored = stored;
  }

  /** What came since the last call, and some of what that gave. */
  public List<Entry<E>> read() throws SQLException, UnreadableMessage {
    try {
      if (connection == null) {
        connection =
            DriverManager.getConnection(
                settings.connectionUrl(), settings.user(), settings.password());
      }
      return read(connection);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private List<Entry<E>> read(Connection open) throws SQLException, UnreadableMessage {
    List<Entry<E>> entries = new ArrayList<>();
    FeedPosition at = settled;
    boolean isSettled = true;
    int rows = PAGE;
    while (rows == PAGE) {
      rows = 0;
      try (PreparedStatement statement = open.prepareStatement(READ)) {
        ProjectionTable.set(statement, 1, at);
        statement.setInt(3, PAGE);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            rows++;
            at = FeedPosition.of(row.getLong(1), row.getLong(2));
            entry(row).ifPresent(entries::add);
            isSettled &= row.getBoolean(9);
            if (isSettled) {
              settled = at;
            }
          }
        }
      }
    }
    return entries;
  }

  private Optional<Entry<E>> entry(ResultSet row) throws SQLException, UnreadableMessage {
    String id = row.getString(3);
    if (!id.startsWith(stored.type() + "|")) {
      return Optional.empty();
    }
    EntityKey key = EntityKey.parse(id.substring(stored.type().length() + 1));
    String manifest = row.getString(6);
    Optional<E> event =
        manifest.equals(stored.manifestWithoutEvent())
            ? Optional.empty()
            : Optional.of(
                stored.read(
                    new StoredEvents.Row(
                        key,
                        row.getLong(4),
                        row.getInt(5),
                        manifest,
                        row.getBytes(7),
                        row.getObject(8, Integer.class))));
    return Optional.of(new Entry<>(key, row.getLong(4), event));
  }

  /** Gives the connection up; the next read opens another. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It is broken, which whoever read from it was told.
        return;
      }
    }
  }
}
