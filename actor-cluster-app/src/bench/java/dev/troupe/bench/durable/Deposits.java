package dev.troupe.bench.durable;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Accounts;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Deposits to accounts of one node, as many in flight as are asked for. */
final class Deposits {
  private static final int FEW_ACCOUNTS = 2_000;

  /** Enough accounts that most of 10,000 commands are to one of their own. */
  private static final int MANY_ACCOUNTS = 20_000;

  /** Enough tenants that none of them reaches its limit with its share of 10,000. */
  private static final int MANY_TENANTS = 20;

  /** Longer than the first of 10,000 commands wait. */
  private static final Duration MANY_WARM_UP = Duration.ofSeconds(2);

  private final Subject subject;
  private final CpuTime cpu;
  private final Passes passes;
  private final Accounts few;
  private final Accounts many;

  private Deposits(Subject subject, CpuTime cpu, Passes passes) {
    this.subject = subject;
    this.cpu = cpu;
    this.passes = passes;
    this.few = subject.accounts("ten", FEW_ACCOUNTS);
    this.many = subject.accounts("many", MANY_TENANTS, MANY_ACCOUNTS);
  }

  /** Opens the accounts and warms up. */
  static Deposits prepare(Subject subject, CpuTime cpu, Passes passes) throws Exception {
    System.out.printf("opening accounts and warming up: %s%n", subject.name());
    Deposits deposits = new Deposits(subject, cpu, passes);
    ClosedLoop.all(FEW_ACCOUNTS, 64, deposits.few::open);
    ClosedLoop.all(1, 1, deposits.few::deposit);
    ClosedLoop.all(1, 1, deposits.few::depositOnce);
    ClosedLoop.all(MANY_ACCOUNTS, 500, deposits.many::open);
    WarmUp.with(length ->
        ClosedLoop.run(1_000, cpu, length, () -> deposits.few.depositOnce(deposits.few.any())));
    return deposits;
  }

  /** A row that a deposit left in the journal, without or with the receipt of a command id. */
  JournalRow row(boolean withReceipt) throws SQLException {
    try (Connection connection = subject.connect()) {
      return JournalRow.read(connection, few.persistenceId(0), withReceipt ? 3 : 2);
    }
  }

  void measure(int inFlight, boolean withIds, Length length) throws InterruptedException {
    boolean isMany = inFlight > FEW_ACCOUNTS;
    Accounts accounts = isMany ? many : few;
    Length longer = isMany ? new Length(MANY_WARM_UP, length.counted()) : length;
    Supplier<CompletionStage<Optional<String>>> deposit =
        withIds
            ? () -> accounts.depositOnce(accounts.any())
            : () -> accounts.deposit(accounts.any());
    passes.add(named(inFlight, withIds), ClosedLoop.run(inFlight, cpu, longer, deposit));
  }

  String named(int inFlight, boolean withIds) {
    return "%s, %,d in flight%s"
        .formatted(subject.name(), inFlight, withIds ? ", with command ids" : "");
  }

  /** What our rate, divided by that of this variant, should be. */
  String aim(int inFlight) {
    if (subject.name().equals(Variant.IN_PLAIN_TEXT.name())) {
      return "≥ 0.8";
    }
    if (subject.name().equals(Variant.STOCK_AT_ITS_BEST.name())) {
      return inFlight == 1_000 ? "≥ 1.1" : "";
    }
    return inFlight == 64 || inFlight == 1_000 ? "≥ 1.6" : "";
  }
}
