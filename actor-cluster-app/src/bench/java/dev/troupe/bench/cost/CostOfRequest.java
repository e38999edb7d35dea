package dev.troupe.bench.cost;

import dev.troupe.bench.http.HttpDeposits;
import dev.troupe.bench.http.Service;
import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Accounts;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Where the CPU time of a command goes: by differences between commands, and by samples. */
public final class CostOfRequest implements Part {
  private static final int IN_FLIGHT = 500;
  private static final int ACCOUNTS = 2_000;
  private static final String THIS_JVM = "this JVM";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Passes passes = new Passes();

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    // One window is all; it may be as long as the others together.
    Length length = new Length(Duration.ofMillis(750), ground.pass(1).counted().multipliedBy(4));
    Costs costs = new Costs(ground.folder());
    direct(ground, costs, length);
    ground.stopNodes();
    overHttp(ground, costs, length);
    ground
        .findings()
        .costs(
            "What a command costs, %d in flight".formatted(IN_FLIGHT),
            passes.measured(),
            List.of(costs.byLayer(), costs.byDifference()));
  }

  private void direct(Ground ground, Costs costs, Length length) throws Exception {
    Subject subject = ground.subject(Variant.OURS);
    Accounts accounts = subject.accounts("cost", ACCOUNTS);
    ClosedLoop.all(ACCOUNTS, 64, accounts::open);
    List<Direct> all =
        List.of(
            new Direct("ask of an actor in memory", () -> touch(subject)),
            new Direct("ask of an entity: a query", () -> accounts.balance(accounts.any())),
            new Direct("ask of an entity: a deposit", () -> accounts.deposit(accounts.any())),
            new Direct(
                "ask of an entity: a deposit with an id",
                () -> accounts.depositOnce(accounts.any())));
    CpuTime cpu = ground.cpu(THIS_JVM);
    for (Direct each : all) {
      WarmUp.with(round -> ClosedLoop.run(IN_FLIGHT, cpu, round, each.command()));
    }
    for (Direct each : all) {
      passes.add(
          each.name(),
          costs.measure(
              each.name(),
              ProcessHandle.current().pid(),
              THIS_JVM,
              () -> ClosedLoop.run(IN_FLIGHT, cpu, length, each.command())));
    }
  }

  /** A command that is asked for within this JVM. */
  private record Direct(String name, Supplier<CompletionStage<Optional<String>>> command) {}

  private static CompletionStage<Optional<String>> touch(Subject subject) {
    int number = ThreadLocalRandom.current().nextInt(ACCOUNTS);
    return subject
        .entities()
        .refFor(Session.TYPE, TenantId.of("cost-0"), "s-" + number)
        .<Session.Touched>ask(Session.Touch::new, PATIENCE)
        .handle((touched, failure) ->
            failure == null ? Optional.empty() : Optional.of(failure.toString()));
  }

  private void overHttp(Ground ground, Costs costs, Length length) throws Exception {
    try (Service node = Service.node(ground, "cost")) {
      HttpDeposits deposits = new HttpDeposits(ground, node);
      deposits.openAll();
      deposits.warmUp(IN_FLIGHT);
      String name = "over HTTP: a deposit with an id";
      passes.add(
          name, costs.measure(name, node.pid(), "service", () -> deposits.run(IN_FLIGHT, length)));
      ground.findings().rows(deposits.rows("the node whose cost was measured"));
    }
  }
}
