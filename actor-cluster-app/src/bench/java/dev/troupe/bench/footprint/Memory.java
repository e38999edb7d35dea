package dev.troupe.bench.footprint;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.node.Accounts;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import dev.troupe.bench.report.Figure;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The heap that idle entities and receipts take. */
public final class Memory implements Part {
  private static final int ENTITIES = 20_000;
  private static final int ENTITIES_WITH_RECEIPTS = 20;
  private static final int RECEIPTS_EACH = 1_000;
  private static final int IN_FLIGHT = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "memory";
  }

  /** Measures all three; the sessions last, because they end after a minute. */
  @Override
  public void measure(Ground ground) throws InterruptedException {
    System.out.println("memory ...");
    Subject subject = ground.subject(Variant.OURS);
    ground
        .findings()
        .figures(
            "Memory",
            List.of(ofAccounts(subject), ofReceipts(subject), ofSessions(subject)),
            List.of());
  }

  private static Figure ofAccounts(Subject subject) throws InterruptedException {
    Accounts idle = subject.accounts("idle", ENTITIES);
    long before = subject.settledHeap();
    ClosedLoop.all(ENTITIES, IN_FLIGHT, idle::openWithDeposit);
    return each(subject, "idle event-sourced entity", before, ENTITIES);
  }

  private static Figure ofReceipts(Subject subject) throws InterruptedException {
    Accounts busy = subject.accounts("busy", ENTITIES_WITH_RECEIPTS);
    ClosedLoop.all(ENTITIES_WITH_RECEIPTS, IN_FLIGHT, busy::openWithDeposit);
    long before = subject.settledHeap();
    int receipts = ENTITIES_WITH_RECEIPTS * RECEIPTS_EACH;
    ClosedLoop.all(receipts, IN_FLIGHT, i -> busy.depositOnce(i % ENTITIES_WITH_RECEIPTS));
    return each(subject, "receipt of a command id", before, receipts);
  }

  private static Figure ofSessions(Subject subject) throws InterruptedException {
    TenantId tenant = TenantId.of("idle-0");
    // The first of a type starts its shards, which are no part of an entity.
    ClosedLoop.all(1_000, IN_FLIGHT, i -> touched(subject, tenant, "first-" + i));
    long before = subject.settledHeap();
    ClosedLoop.all(ENTITIES, IN_FLIGHT, i -> touched(subject, tenant, "s-" + i));
    return each(subject, "idle in-memory entity (with one timer)", before, ENTITIES);
  }

  private static CompletionStage<Optional<String>> touched(
      Subject subject, TenantId tenant, String id) {
    return subject
        .entities()
        .refFor(Session.TYPE, tenant, id)
        .<Session.Touched>ask(Session.Touch::new, PATIENCE)
        .thenApply(
            touched -> touched.times() == 1 ? Optional.empty() : Optional.of("touched before"));
  }

  private static Figure each(Subject subject, String name, long before, int count)
      throws InterruptedException {
    double bytes = (subject.settledHeap() - before) / (double) count;
    return Figure.of("heap per %s, over %,d".formatted(name, count), bytes, "B");
  }
}
