package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.evolution.StoredName.Store;
import dev.troupe.persistence.evolution.StoredShapes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The catalogue of what is stored, as far as this node has added to it: each name once on each
 * connection, in the transaction that stores the first of it there. Thread-safe.
 */
final class StoredNames {
  /** More than any application has; beyond it the catalogue is asked again. */
  private static final int MOST = 10_000;

  private final StoredShapes shapes;
  private final String insert;

  /**
   * By the connection that it was noted on. What another one noted may be gone: after a failover or
   * a restore a connection may lead to a database that has less, and then it is a new one.
   */
  private final Map<Object, Set<Name>> known = Collections.synchronizedMap(new WeakHashMap<>());

  /** What tells one kind of stored message from another, for one build. */
  record Name(Store store, int serializer, String manifest) {}

  /** A call of the database. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }

  StoredNames(Tables tables, StoredShapes shapes) {
    this.shapes = shapes;
    // In one order, so that two nodes that add the same names do not wait for each other.
    this.insert =
        """
        INSERT INTO %s (store, serializer, manifest, digest, shape, ordering)
        SELECT n.store, n.serializer, n.manifest, sha256(convert_to(n.shape, 'UTF8')), n.shape,
          CASE n.store WHEN 'event' THEN (
            SELECT min(j.ordering) FROM %s j
            WHERE j.transaction_id = pg_current_xact_id()
              AND j.event_ser_id = n.serializer AND j.event_ser_manifest = n.manifest) END
        FROM unnest(?::text[], ?::int[], ?::text[], ?::text[])
          AS n (store, serializer, manifest, shape)
        ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING\
        """
            .formatted(tables.catalogue(), tables.journal());
  }

  /** Those of this actor system, none of them known yet. */
  static StoredNames of(Tables tables, ActorSystem system) {
    return new StoredNames(tables, StoredShapes.of(MessageSerializer.typesOf(system)));
  }

  /** What these writes store and was not noted on this connection; empty nearly always. */
  Set<Name> newIn(Connection connection, List<Write> writes) throws SQLException {
    Found found = new Found(knownOn(connection));
    for (Write write : writes) {
      for (NewRow row : write.newRows()) {
        found.add(Store.EVENT, row.event().serializer(), row.event().manifest());
      }
      write.attachments().forEach(found::addAll);
    }
    return found.names();
  }

  private Set<Name> knownOn(Connection connection) throws SQLException {
    return known.computeIfAbsent(physical(connection), any -> ConcurrentHashMap.newKeySet());
  }

  /** The pool wraps it anew each time. */
  private static Object physical(Connection connection) throws SQLException {
    return connection.isWrapperFor(PGConnection.class)
        ? connection.unwrap(PGConnection.class)
        : connection;
  }

  /** What is new among what is added. Confined to one thread. */
  private static final class Found {
    private final Set<Name> known;
    private @Nullable Set<Name> names;

    Found(Set<Name> known) {
      this.known = known;
    }

    void addAll(Attachments attachments) {
      for (Attachments.Outgoing message : attachments.outgoing()) {
        add(Store.MESSAGE, message.command());
        add(Store.MESSAGE, message.accepted().orElse(null));
        add(Store.MESSAGE, message.rejected().orElse(null));
      }
      for (Attachments.Reminder reminder : attachments.reminders()) {
        add(Store.REMINDER, reminder.command());
      }
    }

    private void add(Store store, Attachments.@Nullable Encoded command) {
      if (command != null) {
        add(store, MessageSerializer.IDENTIFIER, command.manifest());
      }
    }

    void add(Store store, int serializer, String manifest) {
      Name name = new Name(store, serializer, manifest);
      if (!known.contains(name)) {
        Set<Name> all = names == null ? new HashSet<>() : names;
        all.add(name);
        names = all;
      }
    }

    Set<Name> names() {
      Set<Name> all = names;
      return all == null ? Set.of() : all;
    }
  }

  /** Adds these to the catalogue, in the transaction that is open. */
  void note(Connection connection, Collection<Name> names) throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    List<Name> all = List.copyOf(names);
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      set(statement, 1, "text", all, name -> name.store().name().toLowerCase(Locale.ROOT));
      set(statement, 2, "int4", all, Name::serializer);
      set(statement, 3, "text", all, Name::manifest);
      set(statement, 4, "text", all, name -> shapes.of(name.serializer(), name.manifest()));
      statement.executeUpdate();
    }
  }

  private static void set(
      PreparedStatement statement, int at, String type, List<Name> names, Function<Name, Object> of)
      throws SQLException {
    statement.setArray(
        at, statement.getConnection().createArrayOf(type, names.stream().map(of).toArray()));
  }

  /** The transaction that added these on this connection is committed. */
  void areNoted(Connection connection, Collection<Name> names) throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    Set<Name> all = knownOn(connection);
    if (all.size() >= MOST) {
      all.clear();
    }
    all.addAll(names);
  }

  /**
   * A call failed. If the database was the reason, it may be another one that answers next, on
   * connections to something between here and there that stay open.
   */
  void failed(SQLException failure) {
    if (SqlFailures.isOfTheDatabase(failure)) {
      known.clear();
    }
  }

  /** Runs what saves this snapshot, in one transaction with its name if that is new. */
  <T> T noting(Connection connection, SnapshotRow row, Call<T> save) throws SQLException {
    Name name = new Name(Store.SNAPSHOT, row.snapshot().serializer(), row.snapshot().manifest());
    try {
      return knownOn(connection).contains(name) ? save.run() : noting(connection, name, save);
    } catch (SQLException e) {
      failed(e);
      throw e;
    }
  }

  private <T> T noting(Connection connection, Name name, Call<T> save) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T saved = save.run();
      note(connection, List.of(name));
      connection.commit();
      areNoted(connection, List.of(name));
      connection.setAutoCommit(true);
      return saved;
    } catch (SQLException | RuntimeException e) {
      Transaction.rollBack(connection, e);
      throw e;
    }
  }
}
