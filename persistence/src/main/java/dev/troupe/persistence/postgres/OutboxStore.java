package dev.troupe.persistence.postgres;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.postgres.OutboxMessages.Parked;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The outbox table, as deliverers and operators use it; the journal writes it.
 *
 * <p>A row is deleted in the transaction of the events that its delivery led to, so nothing here
 * acknowledges a delivery. Blocks; thread-safe; every call is a transaction of its own and throws
 * {@link SQLException} if the database could not.
 */
public final class OutboxStore implements AutoCloseable {
  private static final int LONGEST_REASON = 1000;

  // The tenants that have a message, one index probe each, and of each the first messages of its
  // senders: a tenant with a million messages costs the others nothing.
  private static final String HEADS =
      """
      WITH RECURSIVE tenant (id) AS (
        (SELECT tenant_id FROM outbox WHERE parked IS NULL ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT o.tenant_id FROM outbox o
                WHERE o.parked IS NULL AND o.tenant_id > tenant.id ORDER BY o.tenant_id LIMIT 1)
        FROM tenant WHERE tenant.id IS NOT NULL)
      SELECT head.* FROM tenant CROSS JOIN LATERAL (
        SELECT id, attempt, persistence_id, receiver_type, receiver, manifest, payload, key_number,
               rejected_manifest IS NOT NULL AS is_answer_wanted
        FROM outbox o
        WHERE o.tenant_id = tenant.id AND o.parked IS NULL AND o.slice BETWEEN ? AND ?
          AND o.due <= clock_timestamp() AND o.id <> ALL (?)
          AND NOT EXISTS (
            SELECT FROM outbox earlier
            WHERE earlier.persistence_id = o.persistence_id AND earlier.id < o.id
              AND earlier.parked IS NULL)
        ORDER BY o.id LIMIT ?) head
      WHERE tenant.id IS NOT NULL
      """;

  private static final String DELAY =
      "UPDATE outbox SET due = clock_timestamp() + ? * interval '1 millisecond'"
          + " WHERE id = ? AND attempt = ? AND parked IS NULL";

  private static final String REFUSED =
      """
      UPDATE outbox SET
        due = clock_timestamp() + ? * interval '1 millisecond',
        parked = CASE WHEN attempt >= ? THEN ? END,
        attempt = CASE WHEN attempt >= ? THEN attempt ELSE attempt + 1 END
      WHERE id = ? AND attempt = ? AND parked IS NULL
      """;

  private static final String ANSWER =
      """
      WITH gone AS (DELETE FROM outbox WHERE id = ? AND attempt = ? AND parked IS NULL RETURNING *)
      INSERT INTO outbox
        (persistence_id, slice, receiver_type, receiver, manifest, payload, key_number)
      SELECT receiver_type || '|' || receiver, ?, split_part(persistence_id, '|', 1),
             substr(persistence_id, position('|' in persistence_id) + 1),
             rejected_manifest, rejected_payload, key_number
      FROM gone WHERE rejected_manifest IS NOT NULL
      """;

  private static final String PARKED =
      "SELECT id, persistence_id, receiver_type || '|' || receiver, manifest, attempt, parked"
          + " FROM outbox WHERE tenant_id = ? AND parked IS NOT NULL AND id > ? ORDER BY id LIMIT ?";

  private static final String REPLAY =
      "UPDATE outbox SET parked = NULL, attempt = attempt + 1, due = clock_timestamp()"
          + " WHERE tenant_id = ? AND id = ? AND parked IS NOT NULL";

  private static final String DROP =
      "DELETE FROM outbox WHERE tenant_id = ? AND id = ? AND parked IS NOT NULL";

  private final ConnectionPool connections;

  private OutboxStore(ConnectionPool connections) {
    this.connections = connections;
  }

  /** The outbox of this database, over at most this many connections of its own; opens none. */
  public static OutboxStore open(DatabaseSettings database, int poolSize) {
    return new OutboxStore(ConnectionPool.of(database, "troupe-outbox", poolSize));
  }

  @Override
  public void close() {
    connections.close();
  }

  /**
   * The first messages of senders in these slices that are due, some of every tenant.
   *
   * @param from the first slice
   * @param to the last slice
   * @param inFlight rows to leave out, because they are being delivered
   * @param perTenant how many of one tenant at most
   */
  public List<Waiting> heads(int from, int to, Collection<Long> inFlight, int perTenant)
      throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(HEADS)) {
      statement.setInt(1, from);
      statement.setInt(2, to);
      statement.setArray(3, connection.createArrayOf("bigint", inFlight.toArray()));
      statement.setInt(4, perTenant);
      List<Waiting> heads = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          heads.add(waiting(rows));
        }
      }
      return heads;
    }
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        new Delivery.OfMessage(row.getLong("id"), row.getInt("attempt")),
        row.getString("persistence_id"),
        row.getString("receiver_type"),
        EntityKey.parse(row.getString("receiver")),
        new Encoded(
            row.getString("manifest"),
            row.getBytes("payload"),
            row.getObject("key_number", Integer.class)),
        row.getBoolean("is_answer_wanted"));
  }

  /** Makes the same attempt again later, because its outcome is not known. */
  public void delay(Delivery.OfMessage delivery, Duration wait) throws SQLException {
    update(DELAY, wait.toMillis(), delivery.row(), delivery.attempt());
  }

  /**
   * Makes another attempt later, because this one was refused for good; or parks the message if
   * that was the last.
   */
  public void refused(Delivery.OfMessage delivery, String reason, Duration wait, int mostAttempts)
      throws SQLException {
    String shown = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    update(
        REFUSED,
        wait.toMillis(),
        mostAttempts,
        shown,
        mostAttempts,
        delivery.row(),
        delivery.attempt());
  }

  /** Replaces a message that was rejected by what its sender wants to be told then. */
  public void answerRejection(Waiting rejected) throws SQLException {
    String answerer = rejected.receiverType() + "|" + rejected.receiver().encoded();
    Delivery.OfMessage delivery = rejected.delivery();
    update(ANSWER, delivery.row(), delivery.attempt(), Slices.of(answerer));
  }

  /** A tenant's parked messages in order, those after a row, at most this many. */
  public List<Parked> parked(TenantId tenant, long after, int most) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(PARKED)) {
      statement.setString(1, tenant.value());
      statement.setLong(2, after);
      statement.setInt(3, most);
      List<Parked> parked = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          parked.add(
              new Parked(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getInt(5),
                  row.getString(6)));
        }
      }
      return parked;
    }
  }

  /** Has a parked message delivered after all; false if the tenant has no such message. */
  public boolean replay(TenantId tenant, long row) throws SQLException {
    return update(REPLAY, tenant.value(), row) == 1;
  }

  /** Deletes a parked message; false if the tenant has no such message. */
  public boolean drop(TenantId tenant, long row) throws SQLException {
    return update(DROP, tenant.value(), row) == 1;
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }
}
