package dev.troupe.bench;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** What PostgreSQL does with the journal's rows when nothing stands in between. */
final class RawWrites {
  /** Rows of one COPY. */
  static final int BATCH = 400;

  // The columns that Persistence JDBC names, in its order.
  private static final String INSERT =
      "INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest, meta_payload,"
          + " meta_ser_id, meta_ser_manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final DatabaseSettings database;
  private final CpuTime cpu;
  private final JournalRow row;

  /** Writes rows like this one. */
  RawWrites(DatabaseSettings database, CpuTime cpu, JournalRow row) {
    this.database = database;
    this.cpu = cpu;
    this.row = row;
  }

  /** One operation on a connection. */
  private interface Write {
    void once() throws SQLException;
  }

  /** Makes the operation of one connection. */
  private interface Writer {
    Write on(Connection connection) throws SQLException;
  }

  /** Single-row commits over this many connections, each as fast as it can. */
  Window.Pass commits(int connections, Duration warmUp, Duration length)
      throws InterruptedException, SQLException {
    return run(connections, 1, this::insert, warmUp, length);
  }

  /** Commits of {@link #BATCH} rows by binary COPY over one connection. */
  Window.Pass copies(Duration warmUp, Duration length) throws InterruptedException, SQLException {
    return run(1, BATCH, this::copy, warmUp, length);
  }

  private Window.Pass run(
      int connections, int rows, Writer writer, Duration warmUp, Duration length)
      throws InterruptedException, SQLException {
    Window window = new Window(cpu);
    List<Connection> open = new ArrayList<>();
    try {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        Connection connection = connect();
        open.add(connection);
        Write write = writer.on(connection);
        threads.add(Thread.ofPlatform().start(() -> repeat(window, write, rows)));
      }
      Window.Pass pass = window.run(warmUp, length);
      for (Thread thread : threads) {
        thread.join();
      }
      return pass;
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.connectionUrl(), database.user(), database.password());
  }

  private static void repeat(Window window, Write write, int rows) {
    try {
      while (!window.ended()) {
        long start = System.nanoTime();
        write.once();
        window.done(start, rows);
      }
    } catch (SQLException | UncheckedIOException e) {
      window.failed(String.valueOf(e.getMessage()));
    }
  }

  private Write insert(Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement(INSERT);
    return () -> {
      insert.setBoolean(1, false);
      insert.setString(2, JournalRow.anyStream());
      insert.setLong(3, JournalRow.nextSequenceNumber());
      insert.setString(4, row.writer());
      insert.setLong(5, System.currentTimeMillis());
      insert.setString(6, "");
      insert.setBytes(7, row.payload());
      insert.setInt(8, row.serializer());
      insert.setString(9, row.manifest());
      insert.setNull(10, Types.BINARY);
      insert.setNull(11, Types.INTEGER);
      insert.setNull(12, Types.VARCHAR);
      insert.executeUpdate();
    };
  }

  private Write copy(Connection connection) throws SQLException {
    var copies = connection.unwrap(PGConnection.class).getCopyAPI();
    return () -> {
      byte[] batch = CopyRows.encode(row, BATCH);
      try {
        copies.copyIn(CopyRows.SQL, new ByteArrayInputStream(batch), batch.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
