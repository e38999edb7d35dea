package dev.troupe.persistence.postgres;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.postgres.OutboxMessages.Listed;
import dev.troupe.persistence.postgres.OutboxMessages.Refusal;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxWalk.Found;
import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import dev.troupe.persistence.postgres.internal.BacklogQuery;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The outbox table, as deliverers and operators use it; the journal writes it.
 *
 * <p>A row is deleted in the transaction of the events that its delivery led to, so nothing here
 * acknowledges a delivery. Blocks; thread-safe; every call is a transaction of its own and throws
 * {@link SQLException} if the database could not.
 */
public final class OutboxStore implements AutoCloseable {
  private static final int LONGEST_REASON = 1000;

  private final ConnectionPool connections;

  private OutboxStore(ConnectionPool connections) {
    this.connections = connections;
  }

  /** The outbox of this database, over at most this many connections of its own; opens none. */
  public static OutboxStore open(DatabaseSettings database, int poolSize) {
    return new OutboxStore(ConnectionPool.of(database, "troupe-outbox", poolSize));
  }

  /** What waits to be delivered; looks at a bounded number of rows. */
  public Backlog backlog() throws SQLException {
    return BacklogQuery.OUTBOX.run(connections);
  }

  @Override
  public void close() {
    connections.close();
  }

  /** The tenants that have a message, in order, those after a name, at most this many. */
  public List<String> tenants(String after, int most) throws SQLException {
    return inOrder(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(OutboxSql.TENANTS)) {
        statement.setString(1, after);
        statement.setInt(2, most);
        List<String> tenants = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            tenants.add(rows.getString(1));
          }
        }
        return tenants;
      }
    });
  }

  /**
   * Goes through the senders of some tenants and gets the first message of each that is due. Looks
   * at no more rows than the turns have steps, and at each message that it gets once more.
   *
   * @param turns at most one of each tenant
   * @param last the last slice to look at; the turns say the first
   */
  public Found walk(List<Turn> turns, int last, Unwanted unwanted) throws SQLException {
    return inOrder(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(OutboxSql.WALK)) {
        setColumns(
            statement,
            array("text", turns, Turn::tenant),
            array("int4", turns, turn -> turn.after().slice()),
            array("text", turns, turn -> turn.after().sender()),
            array("int4", turns, Turn::steps),
            array("int4", turns, Turn::most),
            array("int8", turns, Turn::bytes),
            array("text", unwanted.senders(), each -> each),
            array("text", unwanted.receivers(), each -> each),
            array("text", unwanted.probers(), each -> each));
        statement.setInt(10, last);
        List<Waiting> heads = new ArrayList<>();
        Map<String, Place> cutOff = new HashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            if (rows.getBoolean("is_ready")) {
              heads.add(waiting(rows));
            }
            if (rows.getBoolean("is_cut")) {
              cutOff.put(
                  rows.getString("tenant"),
                  new Place(rows.getInt("slice"), rows.getString("sender")));
            }
          }
        }
        return new Found(heads, cutOff);
      }
    });
  }

  /** The messages that are now the first of the senders of these, as far as they are due. */
  public List<Waiting> next(Collection<Waiting> done) throws SQLException {
    return inOrder(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(OutboxSql.NEXT)) {
        setColumns(
            statement,
            array("text", done, Waiting::tenant),
            array("int4", done, each -> Slices.of(each.sender())),
            array("text", done, Waiting::sender));
        List<Waiting> heads = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            heads.add(waiting(rows));
          }
        }
        return heads;
      }
    });
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        new Delivery.OfMessage(row.getLong("id"), row.getInt("attempt")),
        row.getInt("tries"),
        row.getString("persistence_id"),
        row.getString("receiver_type"),
        EntityKey.parse(row.getString("receiver")),
        new Encoded(
            row.getString("manifest"),
            row.getBytes("payload"),
            row.getObject("key_number", Integer.class)));
  }

  /** Makes the same attempt again later, because its outcome is not known. */
  public void delay(Delivery.OfMessage delivery, String problem, Duration wait)
      throws SQLException {
    update(
        OutboxSql.DELAY, wait.toMillis(), shortened(problem), delivery.row(), delivery.attempt());
  }

  /**
   * Makes another attempt later, because this one was refused for good; or parks the message if
   * that was the last.
   */
  public Refusal refused(
      Delivery.OfMessage delivery, String reason, Duration wait, int mostAttempts)
      throws SQLException {
    String shown = shortened(reason);
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(OutboxSql.REFUSED)) {
      set(
          statement,
          wait.toMillis(),
          shown,
          mostAttempts,
          shown,
          mostAttempts,
          delivery.row(),
          delivery.attempt());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Refusal.GONE;
        }
        return row.getBoolean(1) ? Refusal.PARKED : Refusal.WAITS;
      }
    }
  }

  private static String shortened(String reason) {
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
  }

  /** A tenant's parked messages in order, those after a row, at most this many. */
  public List<Listed> parked(TenantId tenant, long after, int most) throws SQLException {
    return list(OutboxSql.PARKED, tenant.value(), after, most);
  }

  /**
   * A tenant's messages that wait as the first of their senders and were tried in vain at least so
   * often: in order, those after a row, at most this many.
   */
  public List<Listed> tried(TenantId tenant, int tries, long after, int most) throws SQLException {
    return list(OutboxSql.TRIED, tenant.value(), tries, after, most);
  }

  private List<Listed> list(String sql, Object... parameters) throws SQLException {
    return inOrder(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, parameters);
        List<Listed> listed = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            listed.add(
                new Listed(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5),
                    row.getString(6)));
          }
        }
        return listed;
      }
    });
  }

  /** Has a parked message delivered after all; false if the tenant has no such message. */
  public boolean replay(TenantId tenant, long row) throws SQLException {
    return update(OutboxSql.REPLAY, tenant.value(), row) == 1;
  }

  /**
   * Parks a message that waits; false if the tenant has no such message. A delivery that is on its
   * way still counts.
   */
  public boolean park(TenantId tenant, long row, String reason) throws SQLException {
    return update(OutboxSql.PARK, shortened(reason), tenant.value(), row) == 1;
  }

  /**
   * Deletes a message, whether it waits or is parked; false if the tenant has no such message. A
   * delivery that is on its way either was done before, and then this is false, or will not count.
   */
  public boolean drop(TenantId tenant, long row) throws SQLException {
    return update(OutboxSql.DROP, tenant.value(), row) == 1;
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** The values of one parameter that is an array. */
  private record Column(String type, Object[] values) {}

  private static <T> Column array(String type, Collection<T> of, Function<T, Object> value) {
    return new Column(type, of.stream().map(value).toArray());
  }

  private static void setColumns(PreparedStatement statement, Column... columns)
      throws SQLException {
    for (int i = 0; i < columns.length; i++) {
      Connection connection = statement.getConnection();
      statement.setArray(i + 1, connection.createArrayOf(columns[i].type(), columns[i].values()));
    }
  }

  private interface Read<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T inOrder(Read<T> read) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(OutboxSql.IN_ORDER);
      }
      T result = read.on(connection);
      connection.commit();
      return result;
    }
  }
}
