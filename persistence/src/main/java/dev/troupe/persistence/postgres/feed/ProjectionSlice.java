package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.BlockedTenants;
import dev.troupe.persistence.postgres.internal.BorrowedTransaction;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.persistence.postgres.internal.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slice of a projection, moved on step by step. For one thread at a time; each call blocks.
 *
 * <p>A step reads without a lock, and then applies what it read in a transaction that locks the
 * slice's row and goes on only if the position is still the one that was read from. So if two
 * instances run at once, as when one moves to another node, one of them does nothing.
 */
public final class ProjectionSlice<E> {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSlice.class);
  private static final int TRIES = 3;

  private final ConnectionPool connections;
  private final Projection<E> projection;
  private final ProjectionTable table;
  private final ProjectionSetup setup;
  private final FeedReader<E> reader;
  private final Instance instance;

  /** As the database has it, as far as we know; null if we do not. */
  private @Nullable FeedPosition stored;

  /** What was stored when we looked on from there. */
  private FeedPosition base = FeedPosition.START;

  /** How far we have looked, at or after the base: what is between them is not ours. */
  private FeedPosition seen = FeedPosition.START;

  /** Up to here events go one by one, to find the one that fails. */
  private FeedPosition oneByOne = FeedPosition.START;

  private int failures;

  /**
   * Which slice this is, where, and how much it takes at a time.
   *
   * @param slice its number, from 0
   * @param node what the node is called
   * @param batch the most events in one transaction
   * @param scan the most rows that one read looks through
   */
  public record Instance(int slice, String node, int batch, int scan) {}

  /** What is to be done after a step. */
  public enum Next {
    /** The next one. */
    GO_ON,
    /** Wait for more events. */
    WAIT_FOR_EVENTS,
    /** Wait a moment: there are events, which a transaction that still runs holds up. */
    WAIT_FOR_A_TRANSACTION,
    /** Wait for somebody to change the slice's row. */
    WAIT_FOR_AN_OPERATOR
  }

  ProjectionSlice(
      ConnectionPool connections,
      Projection<E> projection,
      StoredEvents<E> events,
      Instance instance) {
    this.connections = connections;
    this.projection = projection;
    this.instance = instance;
    this.table = new ProjectionTable(projection.name(), events.type(), projection.slices());
    this.setup = new ProjectionSetup(projection, events.type());
    this.reader = new FeedReader<>(events, instance.slice(), projection.slices(), instance.scan());
  }

  /**
   * Reads and applies some events.
   *
   * @throws SQLException if the database could not, and the step is to be tried again later
   */
  public Next step() throws SQLException {
    try {
      FeedPosition from = position();
      return from == null ? Next.WAIT_FOR_AN_OPERATOR : stepFrom(from);
    } catch (SQLException | RuntimeException | Error e) {
      stored = null; // It may or may not have been committed.
      throw e;
    }
  }

  /**
   * Looks whether somebody else changed the slice's row, before the next step. Stores how far was
   * looked, so that the next instance need not look there again.
   */
  public void refresh() throws SQLException {
    FeedPosition from = stored;
    if (from != null && seen.compareTo(from) > 0) {
      try (Connection connection = connections.connect()) {
        if (table.advance(connection, instance.slice(), from, seen)) {
          base = seen;
        }
      }
    }
    stored = null;
  }

  private @Nullable FeedPosition position() throws SQLException {
    if (stored == null) {
      try (Connection connection = connections.connect()) {
        stored = look(connection).orElse(null);
      }
      if (stored != null && !stored.equals(base)) {
        if (stored.compareTo(base) < 0) {
          oneByOne = FeedPosition.START; // It was rewound, and perhaps mended.
          failures = 0;
        }
        base = stored;
        seen = stored;
      }
    }
    return stored;
  }

  private Optional<FeedPosition> look(Connection connection) throws SQLException {
    Optional<ProjectionTable.Row> row = table.look(connection, instance.slice());
    if (row.isEmpty() && setup.prepare(connection).isEmpty()) {
      row = table.look(connection, instance.slice());
    }
    if (row.isPresent() && !row.get().node().equals(instance.node())) {
      table.claim(connection, instance.slice(), instance.node());
    }
    return row.filter(found -> !found.stopped()).map(ProjectionTable.Row::position);
  }

  private Next stepFrom(FeedPosition from) throws SQLException {
    FeedBatch<E> batch;
    try (Connection connection = connections.connect()) {
      int most = seen.compareTo(oneByOne) < 0 ? 1 : instance.batch();
      batch = reader.read(connection, seen, most);
    }
    if (!batch.events().isEmpty()) {
      return apply(from, batch);
    }
    if (batch.unreadable().isPresent()) {
      FeedBatch.Unreadable unreadable = batch.unreadable().get();
      return park(from, unreadable.position(), "can't be read: " + unreadable.reason());
    }
    seen = batch.end();
    return after(batch);
  }

  private Next apply(FeedPosition from, FeedBatch<E> batch) throws SQLException {
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      Optional<ProjectionTable.Row> row = table.lock(connection, instance.slice());
      if (row.isEmpty() || row.get().stopped() || !row.get().position().equals(from)) {
        connection.rollback();
        stored = null;
        return Next.GO_ON;
      }
      List<FeedEvent<E>> events = withoutBlocked(connection, batch.events());
      if (!events.isEmpty()) {
        projection.handler().handle(BorrowedTransaction.of(connection, toString()), events);
      }
      CrashPoint.PROJECTION_HANDLED.reached();
      if (!table.advance(connection, instance.slice(), from, batch.end())) {
        throw new SQLException(this + ": its row was changed by its own handler", "40001");
      }
      connection.commit();
      CrashPoint.OFFSET_COMMITTED.reached();
    } catch (SQLException | RuntimeException e) {
      return failed(from, batch, e);
    }
    failures = 0;
    seen = batch.end();
    base = seen;
    stored = seen;
    return batch.unreadable().isPresent() ? Next.GO_ON : after(batch);
  }

  /**
   * Those of tenants that are not being erased. Asked once this transaction writes: then whoever
   * erases waits for it, or it knows.
   */
  private static <E> List<FeedEvent<E>> withoutBlocked(
      Connection connection, List<FeedEvent<E>> events) throws SQLException {
    Set<String> blocked = BlockedTenants.among(connection, tenants(events));
    return blocked.isEmpty()
        ? events
        : events.stream().filter(event -> !blocked.contains(event.key().tenant().value())).toList();
  }

  private static Set<String> tenants(List<? extends FeedEvent<?>> events) {
    return events.stream()
        .map(event -> event.key().tenant().value())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Next after(FeedBatch<?> batch) {
    return switch (batch.then()) {
      case MORE -> Next.GO_ON;
      case HELD_UP -> Next.WAIT_FOR_A_TRANSACTION;
      case NOTHING -> Next.WAIT_FOR_EVENTS;
    };
  }

  private Next failed(FeedPosition from, FeedBatch<E> batch, Exception failure)
      throws SQLException {
    if (SqlStates.isPassing(failure)) {
      throw new SQLException(this + ": " + failure.getMessage(), failure);
    }
    FeedEvent<E> first = batch.events().getFirst();
    if (batch.events().size() > 1) {
      LOG.warn(
          "{}: {} events failed together and are tried one by one",
          this,
          batch.events().size(),
          failure);
      oneByOne = batch.events().getLast().position();
      return Next.GO_ON;
    }
    String which =
        "%s, sequence number %d, at %s: %s"
            .formatted(first.key(), first.sequenceNumber(), first.position(), failure);
    failures++;
    if (failures < TRIES) {
      throw new SQLException(this + ": " + which, failure);
    }
    failures = 0;
    LOG.error("{}: the handler failed {} times on {}", this, TRIES, which, failure);
    return park(from, first.position(), "can't be applied: " + which);
  }

  private Next park(FeedPosition from, FeedPosition before, String reason) throws SQLException {
    try (Connection connection = connections.connect()) {
      if (table.park(connection, instance.slice(), from, before, reason)) {
        LOG.error(
            "{}: parked before an event that {}; mend it and resume, or skip it", this, reason);
      }
    }
    stored = null;
    return Next.GO_ON;
  }

  @Override
  public String toString() {
    return "projection '%s' slice %d".formatted(projection.name(), instance.slice());
  }
}
