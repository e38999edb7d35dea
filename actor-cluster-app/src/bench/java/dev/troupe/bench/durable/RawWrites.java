package dev.troupe.bench.durable;

import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.load.Workers;
import dev.troupe.bench.load.Workers.Work;
import dev.troupe.bench.report.Measured.Pass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What PostgreSQL does with the journal's rows when nothing stands in between. */
final class RawWrites {
  /** Rows of one COPY. */
  static final int BATCH = 400;

  private static final int STREAMS = 2_000;
  private static final int TENANTS = 4;

  /** One number is given out once, so no row is in the way of another. */
  private static final AtomicLong SEQUENCE = new AtomicLong();

  // The columns that Persistence JDBC names, in its order.
  private static final String INSERT =
      "INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest, meta_payload,"
          + " meta_ser_id, meta_ser_manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Workers workers;
  private final JournalRow row;

  /** Writes rows like this one. */
  RawWrites(Workers workers, JournalRow row) {
    this.workers = workers;
    this.row = row;
  }

  /** Single-row commits over this many connections, each as fast as it can. */
  Pass commits(int connections, Length length) throws InterruptedException, SQLException {
    return workers.run(connections, length, this::insert);
  }

  /** Commits of {@link #BATCH} rows by binary COPY over one connection. */
  Pass copies(Length length) throws InterruptedException, SQLException {
    return workers.run(1, length, this::copy);
  }

  /** Any of as many streams as there are accounts, with ids as long as theirs. */
  private static String anyStream() {
    int stream = ThreadLocalRandom.current().nextInt(STREAMS);
    return "account|raw-%d:a-%04d".formatted(stream % TENANTS, stream);
  }

  private Work insert(Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement(INSERT);
    return () -> {
      insert.setBoolean(1, false);
      insert.setString(2, anyStream());
      insert.setLong(3, SEQUENCE.incrementAndGet());
      insert.setString(4, row.writer());
      insert.setLong(5, System.currentTimeMillis());
      insert.setString(6, "");
      insert.setBytes(7, row.payload());
      insert.setInt(8, row.serializer());
      insert.setString(9, row.manifest());
      insert.setNull(10, Types.BINARY);
      insert.setNull(11, Types.INTEGER);
      insert.setNull(12, Types.VARCHAR);
      return insert.executeUpdate();
    };
  }

  private Work copy(Connection connection) {
    return () -> {
      CopyRows rows = new CopyRows();
      for (int i = 0; i < BATCH; i++) {
        rows.add(row, anyStream(), SEQUENCE.incrementAndGet());
      }
      rows.writeTo(connection);
      return BATCH;
    };
  }
}
