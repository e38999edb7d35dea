package dev.troupe.bench;

import dev.troupe.bench.Report.Ratio;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Rows per second through entities, and without them.
 *
 * <p>What is divided by each other is measured next to each other, and everything several times,
 * every other time in reverse order: what drifts during the run (the tables grow, another process
 * wants the disk) then weighs alike on both sides of a ratio.
 */
final class Throughput {
  static final int ACCOUNTS = 2_000;

  private static final String ONE = "INSERT, 1 connection";
  private static final String MANY = "INSERT, 64 connections";
  private static final String COPY = "COPY of 400 rows, 1 connection";
  private static final String WITH_RECEIPT = ", with receipt";
  private static final String WITH_IDS = ", with command ids";
  private static final Duration WARM_UP = Duration.ofMillis(750);
  private static final int PASSES = 4;
  private static final int MOST_IN_FLIGHT = 1_000;

  private final DatabaseSettings database;
  private final CpuTime cpu;
  private final Accounts.Group accounts;
  private final int seconds;
  private final Passes raw = new Passes();
  private final Passes durable = new Passes();

  Throughput(DatabaseSettings database, CpuTime cpu, Accounts accounts, int seconds) {
    this.database = database;
    this.cpu = cpu;
    this.accounts = accounts.group("ten");
    this.seconds = seconds;
  }

  Passes raw() {
    return raw;
  }

  Passes durable() {
    return durable;
  }

  /** One pass of one figure. */
  private interface Step {
    void run() throws InterruptedException, SQLException;
  }

  void measure() throws InterruptedException, SQLException {
    ClosedLoop.all(ACCOUNTS, 64, accounts::open);
    ClosedLoop.all(1, 1, accounts::deposit);
    ClosedLoop.all(1, 1, accounts::depositOnce);
    warmUp();
    List<Step> steps = steps();
    for (int pass = 0; pass < PASSES; pass++) {
      Run.say("pass %d of %d", pass + 1, PASSES);
      for (Step step : steps) {
        step.run();
      }
      Collections.reverse(steps);
    }
  }

  private List<Step> steps() throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(
            database.connectionUrl(), database.user(), database.password())) {
      String account = accounts.persistenceId(0);
      var plain = new RawWrites(database, cpu, JournalRow.read(connection, account, 2));
      var receipt = new RawWrites(database, cpu, JournalRow.read(connection, account, 3));
      return new ArrayList<>(
          List.of(
              () -> raw.add(ONE + WITH_RECEIPT, receipt.commits(1, WARM_UP, length(2))),
              () -> raw.add(ONE, plain.commits(1, WARM_UP, length(2))),
              () -> inFlight(1, false),
              () -> inFlight(64, false),
              () -> raw.add(MANY, plain.commits(64, WARM_UP, length(2))),
              () -> inFlight(MOST_IN_FLIGHT, false),
              () -> raw.add(COPY, plain.copies(WARM_UP, length(2))),
              () -> inFlight(MOST_IN_FLIGHT, true),
              () -> raw.add(COPY + WITH_RECEIPT, receipt.copies(WARM_UP, length(2))),
              () -> raw.add(MANY + WITH_RECEIPT, receipt.commits(64, WARM_UP, length(2)))));
    }
  }

  /** How long a pass is: all passes of a command together get the seconds, others a part. */
  private Duration length(int part) {
    return Duration.ofMillis(seconds * 1000L / PASSES / part);
  }

  private void warmUp() throws InterruptedException {
    Run.say("warming up ...");
    Duration length = Duration.ofSeconds(3);
    ClosedLoop.run(MOST_IN_FLIGHT, cpu, WARM_UP, length, () -> accounts.depositOnce(any()));
    ClosedLoop.run(64, cpu, WARM_UP, length, () -> accounts.deposit(any()));
  }

  private void inFlight(int count, boolean withIds) throws InterruptedException {
    Supplier<CompletionStage<Optional<String>>> deposit =
        withIds ? () -> accounts.depositOnce(any()) : () -> accounts.deposit(any());
    durable.add(named(count, withIds), ClosedLoop.run(count, cpu, WARM_UP, length(1), deposit));
  }

  private static int any() {
    return ThreadLocalRandom.current().nextInt(ACCOUNTS);
  }

  private static String named(int count, boolean withIds) {
    return "%,d in flight".formatted(count) + (withIds ? WITH_IDS : "");
  }

  /** Durable against raw, and with ids against without. */
  List<Ratio> ratios() {
    String most = named(MOST_IN_FLIGHT, false);
    String mostWithIds = named(MOST_IN_FLIGHT, true);
    return List.of(
        ratio(durable, named(1, false), raw, ONE),
        ratio(durable, named(64, false), raw, MANY),
        ratio(durable, most, raw, MANY),
        ratio(durable, most, raw, COPY),
        ratio(durable, mostWithIds, raw, COPY + WITH_RECEIPT),
        ratio(durable, mostWithIds, durable, most));
  }

  private static Ratio ratio(Passes above, String name, Passes below, String other) {
    List<Double> tops = above.measured(name).passes();
    List<Double> bottoms = below.measured(other).passes();
    var each = IntStream.range(0, PASSES).mapToDouble(i -> tops.get(i) / bottoms.get(i));
    var range = each.summaryStatistics();
    double value = above.measured(name).perSecond() / below.measured(other).perSecond();
    return new Ratio(name + " / " + other, value, range.getMin(), range.getMax());
  }
}
