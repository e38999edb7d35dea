package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.postgres.internal.BorrowedTransaction;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What an operator does to a projection, from any node. Thread-safe; each call blocks, waits for
 * the transactions of slices that run, and holds for all that come after it.
 */
public final class ProjectionControl {
  private final ConnectionPool connections;
  private final Projection<?> projection;
  private final ProjectionSetup setup;
  private final StatusQuery status;

  ProjectionControl(ConnectionPool connections, Projection<?> projection, StatusQuery status) {
    this.connections = connections;
    this.projection = projection;
    this.setup = new ProjectionSetup(projection, status.type());
    this.status = status;
  }

  /** Stops all slices; when it returns, no event is applied any more. */
  public void pause() throws SQLException {
    // Made first if they are not there yet, so that there is something to pause.
    prepare();
    update("UPDATE projection_offset SET paused = true WHERE name = ?");
  }

  /** Lets all slices go on, those that were paused and those that were parked. */
  public void resume() throws SQLException {
    update(
        "UPDATE projection_offset SET paused = false, failure = NULL, failed_xid = NULL,"
            + " failed_ordering = NULL WHERE name = ?");
  }

  /** Lets the slices that are parked go on after the event that they are parked before. */
  public void skip() throws SQLException {
    update(
        "UPDATE projection_offset SET xid = failed_xid, ordering = failed_ordering, failure = NULL,"
            + " failed_xid = NULL, failed_ordering = NULL WHERE name = ? AND failure IS NOT NULL");
  }

  /**
   * Puts all slices at one position, cut as this build declares them; those that were parked go on
   * and those that were paused stay so. At the start, the projection empties its view in the same
   * transaction. At any other position, events that were applied come again.
   */
  public void rewind(FeedPosition position) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      withoutLimits(connection);
      setup.lock(connection);
      setup.cutAt(connection, position);
      if (position.equals(FeedPosition.START)) {
        update(connection, "SELECT set_config('troupe.projection', ?, true)");
        projection
            .emptied()
            .empty(
                BorrowedTransaction.of(connection, "projection '%s'".formatted(projection.name())));
      }
      connection.commit();
    }
  }

  /** How each slice is doing, in the order of their numbers. */
  public List<SliceStatus> status() throws SQLException {
    return status(SliceStatus.Lag.MOST);
  }

  /** The same, with the events of a lag counted up to this number. */
  public List<SliceStatus> status(long most) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setReadOnly(true);
      return status.of(connection, projection, most);
    }
  }

  /** A view may be large, and emptying it must be possible. The pool sets its own limit again. */
  private static void withoutLimits(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = 0");
    }
  }

  private void prepare() throws SQLException {
    try (Connection connection = connections.connect()) {
      setup.prepare(connection);
    }
  }

  /** After a rewind that runs, and not to rows that it replaces. */
  private void update(String sql) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      withoutLimits(connection);
      setup.lock(connection);
      update(connection, sql);
      connection.commit();
    }
  }

  private void update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, projection.name());
      statement.execute();
    }
  }
}
