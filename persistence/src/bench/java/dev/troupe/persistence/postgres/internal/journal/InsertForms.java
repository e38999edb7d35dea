package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/**
 * How fast rows get into the journal by the statement that the journal uses, and by binary COPY.
 *
 * <p>Its arguments: seconds per pass, and how many passes; the passes of the two take turns.
 */
final class InsertForms {
  private static final int STREAMS = 2_000;
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final byte[] PAYLOAD = new byte[150];

  private InsertForms() {}

  /** Commits these writes. */
  @FunctionalInterface
  interface Form {
    void commit(List<Write> writes) throws SQLException, IOException;
  }

  /** Makes the form for one connection. */
  @FunctionalInterface
  interface FormOn {
    Form on(Connection connection) throws SQLException;
  }

  /** What some threads did in one pass. */
  record Pass(double rowsPerSecond, double p50Micros, double serverMicrosPerRow) {}

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofMillis((long) (1_000 * Double.parseDouble(args[0])));
    Path directory = Files.createTempDirectory("insert-forms");
    try (EmbeddedPostgres server = EmbeddedPostgres.in(directory).start()) {
      Schema.migrate(server.settings());
      letCopy(server.settings().asOwner());
      Tables tables = new Tables("");
      FormOn copy = CopyForm::new;
      FormOn ours =
          connection -> {
            EventInsert insert = new EventInsert(tables);
            return writes -> insert.execute(connection, writes);
          };
      for (int rows : List.of(400, 1)) {
        for (int connections : List.of(1, 2)) {
          List<Pass> copied = new ArrayList<>();
          List<Pass> inserted = new ArrayList<>();
          for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            copied.add(pass(server, copy, connections, rows, length));
            inserted.add(pass(server, ours, connections, rows, length));
          }
          print("binary COPY", connections, rows, copied);
          print(
              rows == 1 ? "INSERT … VALUES" : "INSERT … SELECT unnest",
              connections,
              rows,
              inserted);
        }
      }
    }
  }

  private static void print(String form, int connections, int rows, List<Pass> passes) {
    System.out.printf(
        "%d rows over %d connections by %s: %.0f rows/s, p50 %.0f us, server %.1f us/row%n",
        rows,
        connections,
        form,
        median(passes.stream().mapToDouble(Pass::rowsPerSecond).toArray()),
        median(passes.stream().mapToDouble(Pass::p50Micros).toArray()),
        median(passes.stream().mapToDouble(Pass::serverMicrosPerRow).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static Pass pass(
      EmbeddedPostgres server, FormOn form, int connections, int rows, Duration length)
      throws SQLException, InterruptedException {
    List<Connection> open = new ArrayList<>();
    List<List<Long>> latencies = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      long start = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        Connection connection = connect(server.settings().asOwner());
        open.add(connection);
        List<Long> mine = new ArrayList<>();
        latencies.add(mine);
        Form write = form.on(connection);
        threads.add(Thread.ofPlatform().start(() -> repeat(write, rows, length, mine)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double[] micros =
          latencies.stream().flatMap(List::stream).mapToDouble(nanos -> nanos / 1e3).toArray();
      double written = (double) micros.length * rows;
      double used = cpu(open).toNanos() / 1e3;
      return new Pass(written / seconds, median(micros), used / written);
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  /** COPY is refused to whom row-level security applies, and so both are measured without it. */
  private static void letCopy(DatabaseSettings owner) throws SQLException {
    try (Connection connection = connect(owner);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE event_journal NO FORCE ROW LEVEL SECURITY");
    }
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(
        settings.connectionUrl(), settings.user(), settings.password());
  }

  /** Of the processes that serve these connections. */
  private static Duration cpu(List<Connection> connections) throws SQLException {
    Duration used = Duration.ZERO;
    for (Connection connection : connections) {
      long pid = connection.unwrap(PGConnection.class).getBackendPID();
      used = used.plus(ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow());
    }
    return used;
  }

  private static void repeat(Form form, int rows, Duration length, List<Long> latencies) {
    long end = System.nanoTime() + length.toNanos();
    try {
      for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
        form.commit(writes(rows));
        latencies.add(System.nanoTime() - start);
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Write> writes(int rows) {
    WriteCall call = new WriteCall(rows);
    List<Write> writes = new ArrayList<>(rows);
    long now = System.currentTimeMillis();
    for (int i = 0; i < rows; i++) {
      int stream = ThreadLocalRandom.current().nextInt(STREAMS);
      NewRow row =
          new NewRow(
              "account|raw-%d:a-%04d".formatted(stream % 4, stream),
              NUMBER.incrementAndGet(),
              "00000000-0000-0000-0000-000000000000",
              now,
              "",
              new NewRow.Content(4_204_201, "account/deposited#1", PAYLOAD),
              null,
              null,
              Set.of());
      writes.add(new Write(call, i, List.of(row), List.of()));
    }
    return writes;
  }
}
