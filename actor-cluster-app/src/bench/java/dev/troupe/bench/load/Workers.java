package dev.troupe.bench.load;

import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Connections to a database, each of which repeats one operation as fast as it can. */
public final class Workers {
  private final DatabaseSettings database;
  private final CpuTime cpu;

  /** Workers on this database. */
  public Workers(DatabaseSettings database, CpuTime cpu) {
    this.database = database;
    this.cpu = cpu;
  }

  /** One operation on a connection; returns how many rows it concerned. */
  public interface Work {
    /** Does it once. */
    int once() throws SQLException;
  }

  /** Makes the operation of one connection. */
  public interface Worker {
    /** The operation. */
    Work on(Connection connection) throws SQLException;
  }

  /** A window with this many connections. */
  public Pass run(int connections, Length length, Worker worker)
      throws InterruptedException, SQLException {
    Window window = new Window(cpu);
    List<Connection> open = new ArrayList<>();
    try {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        Connection connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        open.add(connection);
        Work work = worker.on(connection);
        threads.add(Thread.ofPlatform().start(() -> repeat(window, work)));
      }
      Pass pass = window.run(length);
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

  private static void repeat(Window window, Work work) {
    try {
      while (!window.ended()) {
        long start = System.nanoTime();
        window.done(start, work.once());
      }
    } catch (SQLException | UncheckedIOException e) {
      window.failed(String.valueOf(e.getMessage()));
    }
  }
}
