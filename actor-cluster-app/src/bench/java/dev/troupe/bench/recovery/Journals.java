package dev.troupe.bench.recovery;

import dev.troupe.bench.durable.CopyRows;
import dev.troupe.bench.durable.JournalRow;
import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.load.Workers;
import dev.troupe.bench.load.Workers.Work;
import dev.troupe.bench.node.Accounts;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.report.Measured.Pass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Journals of accounts that no node has in memory, some for each pass. They are written by COPY, as
 * rows of tenants whose names start with {@code raw-}. For one thread.
 */
final class Journals {
  private static final int LONG = 100_000;
  private static final int SHORT = 10;
  private static final int SHORT_EACH_PASS = 2_000;

  /** The first passes count for nothing: they are for the compiler. */
  private static final int WARM_UP_PASSES = 2;

  private static final int ALL_PASSES = WARM_UP_PASSES + Ground.PASSES;
  private static final int IN_FLIGHT = 64;

  /** Rows of one query, as many as a replay asks for at once. */
  private static final int BATCH = 400;

  private static final String SELECT =
      "SELECT sequence_number, event_payload, event_ser_id, event_ser_manifest, writer,"
          + " write_timestamp, adapter_manifest FROM event_journal"
          + " WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT ?";

  private final Subject subject;
  private final CpuTime cpu;
  private final Accounts longOnes;
  private final Accounts shortOnes;
  private int longReplayed;
  private int shortReplayed;

  private Journals(Subject subject, CpuTime cpu) {
    this.subject = subject;
    this.cpu = cpu;
    this.longOnes = subject.accounts("raw-long", ALL_PASSES);
    this.shortOnes = subject.accounts("raw-short", ALL_PASSES * SHORT_EACH_PASS);
  }

  /** Writes them to the journal of this node, and warms it up. */
  static Journals write(Subject subject, CpuTime cpu) throws SQLException, InterruptedException {
    System.out.printf("writing journals: %s%n", subject.name());
    Journals journals = new Journals(subject, cpu);
    Accounts pattern = subject.accounts("pattern", 1);
    ClosedLoop.all(1, 1, pattern::openWithDeposit);
    try (Connection connection = subject.connect()) {
      JournalRow opened = JournalRow.read(connection, pattern.persistenceId(0), 1);
      JournalRow deposited = JournalRow.read(connection, pattern.persistenceId(0), 2);
      for (int i = 0; i < ALL_PASSES; i++) {
        CopyRows rows = new CopyRows();
        add(rows, opened, deposited, journals.longOnes.persistenceId(i), LONG);
        rows.writeTo(connection);
      }
      CopyRows rows = new CopyRows();
      for (int i = 0; i < journals.shortOnes.count(); i++) {
        add(rows, opened, deposited, journals.shortOnes.persistenceId(i), SHORT);
      }
      rows.writeTo(connection);
    }
    for (int i = 0; i < WARM_UP_PASSES; i++) {
      journals.replayLong();
      journals.replayShort();
    }
    return journals;
  }

  private static void add(
      CopyRows rows, JournalRow opened, JournalRow deposited, String persistenceId, int events) {
    rows.add(opened, persistenceId, 1);
    for (int number = 2; number <= events; number++) {
      rows.add(deposited, persistenceId, number);
    }
  }

  /** Replays one that was not replayed before. */
  Pass replayLong() throws InterruptedException {
    int number = longReplayed++;
    return ClosedLoop.timed(1, 1, LONG, cpu, i -> longOnes.requireBalance(number, balance(LONG)));
  }

  /** Activates some that were not active before. */
  Pass replayShort() throws InterruptedException {
    int first = shortReplayed;
    shortReplayed += SHORT_EACH_PASS;
    return ClosedLoop.timed(
        SHORT_EACH_PASS,
        IN_FLIGHT,
        1,
        cpu,
        i -> shortOnes.requireBalance(first + i, balance(SHORT)));
  }

  private static long balance(int events) {
    return (events - 1L) * Accounts.CENTS;
  }

  /** The rows of a long one, over and over, over one connection. */
  Pass queryLong(Length length) throws SQLException, InterruptedException {
    return new Workers(subject.database(), cpu).run(1, length, this::longQuery);
  }

  /** The rows of short ones, all of an entity at once, over as many connections as the pool has. */
  Pass queryShort(Length length) throws SQLException, InterruptedException {
    return new Workers(subject.database(), cpu)
        .run(subject.database().poolSize(), length, this::shortQuery);
  }

  private Work longQuery(Connection connection) throws SQLException {
    PreparedStatement select = connection.prepareStatement(SELECT);
    String persistenceId = longOnes.persistenceId(0);
    long[] last = {0};
    return () -> {
      int rows = read(select, persistenceId, last[0]);
      last[0] = rows < BATCH ? 0 : last[0] + rows;
      return rows;
    };
  }

  private Work shortQuery(Connection connection) throws SQLException {
    PreparedStatement select = connection.prepareStatement(SELECT);
    return () -> {
      int number = ThreadLocalRandom.current().nextInt(shortOnes.count());
      read(select, shortOnes.persistenceId(number), 0);
      return 1;
    };
  }

  /** Reads every column of the rows after this number, and says how many there were. */
  private static int read(PreparedStatement select, String persistenceId, long after)
      throws SQLException {
    select.setString(1, persistenceId);
    select.setLong(2, after);
    select.setInt(3, BATCH);
    int rows = 0;
    try (ResultSet found = select.executeQuery()) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        rows++;
        for (int column = 1; column <= columns; column++) {
          found.getBytes(column);
        }
      }
    }
    return rows;
  }
}
