package dev.troupe.bench;

import dev.troupe.bench.Report.Footprint;
import dev.troupe.cluster.Entities;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Session;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The heap that idle entities and receipts take. */
final class Memory {
  private static final int ENTITIES = 20_000;
  private static final int ENTITIES_WITH_RECEIPTS = 20;
  private static final int RECEIPTS_EACH = 1_000;
  private static final int IN_FLIGHT = 64;

  /** The timeout of an ask that was answered leaves the scheduler after one turn of its wheel. */
  private static final Duration SETTLE = Duration.ofSeconds(6);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Entities entities;
  private final Accounts accounts;

  Memory(Entities entities, Accounts accounts) {
    this.entities = entities;
    this.accounts = accounts;
  }

  /** Measures all three; the sessions last, because they end after a minute. */
  List<Footprint> measure() throws InterruptedException {
    return List.of(ofAccounts(), ofReceipts(), ofSessions());
  }

  private Footprint ofAccounts() throws InterruptedException {
    Accounts.Group idle = accounts.group("idle");
    long before = settledHeap();
    ClosedLoop.all(ENTITIES, IN_FLIGHT, idle::openWithDeposit);
    return each("idle event-sourced entity", before, ENTITIES);
  }

  private Footprint ofReceipts() throws InterruptedException {
    Accounts.Group busy = accounts.group("busy");
    ClosedLoop.all(ENTITIES_WITH_RECEIPTS, IN_FLIGHT, busy::openWithDeposit);
    long before = settledHeap();
    int receipts = ENTITIES_WITH_RECEIPTS * RECEIPTS_EACH;
    ClosedLoop.all(receipts, IN_FLIGHT, i -> busy.depositOnce(i % ENTITIES_WITH_RECEIPTS));
    return each("receipt of a command id", before, receipts);
  }

  private Footprint ofSessions() throws InterruptedException {
    TenantId tenant = TenantId.of("idle-0");
    // The first of a type starts its shards, which are no part of an entity.
    ClosedLoop.all(1_000, IN_FLIGHT, i -> touched(tenant, "first-" + i));
    long before = settledHeap();
    ClosedLoop.all(ENTITIES, IN_FLIGHT, i -> touched(tenant, "s-" + i));
    return each("idle in-memory entity (with one timer)", before, ENTITIES);
  }

  private CompletionStage<Optional<String>> touched(TenantId tenant, String id) {
    return entities
        .refFor(Session.TYPE, tenant, id)
        .<Session.Touched>ask(Session.Touch::new, PATIENCE)
        .thenApply(
            touched -> touched.times() == 1 ? Optional.empty() : Optional.of("touched before"));
  }

  private static Footprint each(String name, long before, int count) throws InterruptedException {
    return new Footprint(name, (settledHeap() - before) / count, count);
  }

  private static long settledHeap() throws InterruptedException {
    Thread.sleep(SETTLE);
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
