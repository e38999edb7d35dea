package dev.troupe.bench.tenants;

import dev.troupe.bench.http.HttpDeposits;
import dev.troupe.bench.http.HttpRequests;
import dev.troupe.bench.http.Service;
import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.node.Accounts;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import dev.troupe.bench.report.Measured;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same deposits with all that keeps tenants apart on, and with all of it off: tokens and
 * scopes, tenants that must be known, each with limits of its own, and sealed events.
 */
public final class GuardedTenants implements Part {
  private static final List<Integer> IN_FLIGHT = List.of(64, 1_000);
  private static final List<Integer> CONNECTIONS = List.of(64, 500);
  private static final int ACCOUNTS = 2_000;
  private static final int USERS_EACH = 50;
  private static final String THIS_JVM = "this JVM";
  private static final String SERVICE = "service";

  @Override
  public String name() {
    return "tenants";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    ground.stopNodes(); // They would share the cores.
    throughRefs(ground);
    ground.stopNodes();
    overHttp(ground);
  }

  /** One of the two sides, and a way to make a pass of it. */
  private record Side(String name, Load load) {
    String named(int inFlight, String what) {
      return "%s, %,d %s".formatted(name, inFlight, what);
    }
  }

  /** Makes a pass with this many commands in flight. */
  private interface Load {
    Pass run(int inFlight) throws Exception;
  }

  private static void throughRefs(Ground ground) throws Exception {
    Subject on = ground.subject(Variant.guarded(ground.folder().resolve("bench-keys.json")));
    Subject off = ground.subject(Variant.OPEN);
    CpuTime cpu = ground.cpu(THIS_JVM);
    Passes passes = new Passes();
    List<Ratio> ratios =
        compared(
            direct("all on", on.guardedAccounts("on", ACCOUNTS, OwnLimits.ALL), ground, cpu),
            direct("all off", off.accounts("off", ACCOUNTS), ground, cpu),
            IN_FLIGHT,
            "in flight",
            THIS_JVM,
            passes);
    ground.findings().measured("Tenants kept apart, through refs", passes.measured(), ratios);
  }

  private static Side direct(String name, Accounts accounts, Ground ground, CpuTime cpu)
      throws Exception {
    ClosedLoop.all(ACCOUNTS, 64, accounts::open);
    Side side =
        new Side(
            name,
            inFlight ->
                ClosedLoop.run(
                    inFlight, cpu, ground.pass(1), () -> accounts.deposit(accounts.any())));
    WarmUp.with(
        length -> ClosedLoop.run(1_000, cpu, length, () -> accounts.deposit(accounts.any())));
    return side;
  }

  private static void overHttp(Ground ground) throws Exception {
    Issuer issuer = Issuer.in(ground.folder().resolve("issuer"));
    Map<String, String> open = new HashMap<>(Service.OPEN);
    open.put("TROUPE_ENCRYPTION", "off");
    try (Service guarded = Service.node(ground, "all_on_http", issuer.environment());
        Service unguarded = Service.node(ground, "all_off_http", open)) {
      new Operator(guarded.address(), issuer.operator())
          .create(HttpRequests.TENANTS, OwnLimits.ALL);
      HttpDeposits toGuarded =
          new HttpDeposits(
              ground, guarded, HttpRequests.by(issuer.users(HttpRequests.TENANTS, USERS_EACH)));
      HttpDeposits toUnguarded = new HttpDeposits(ground, unguarded);
      Passes passes = new Passes();
      List<Ratio> ratios =
          compared(
              overHttp("all on", toGuarded, ground),
              overHttp("all off", toUnguarded, ground),
              CONNECTIONS,
              "connections",
              SERVICE,
              passes);
      ground.findings().measured("Tenants kept apart, over HTTP", passes.measured(), ratios);
      ground.findings().rows(toGuarded.rows("all on, over HTTP"));
      ground.findings().rows(toUnguarded.rows("all off, over HTTP"));
    }
  }

  private static Side overHttp(String name, HttpDeposits deposits, Ground ground) throws Exception {
    deposits.openAll();
    for (int connections : CONNECTIONS) {
      deposits.warmUp(connections);
    }
    return new Side(name, connections -> deposits.run(connections, ground.pass(1)));
  }

  private static List<Ratio> compared(
      Side on, Side off, List<Integer> loads, String what, String process, Passes passes)
      throws Exception {
    List<Step> steps = new ArrayList<>();
    for (int load : loads) {
      for (Side side : List.of(on, off)) {
        steps.add(() -> passes.add(side.named(load, what), side.load().run(load)));
      }
    }
    Interleaved.run(Ground.PASSES, steps);
    List<Ratio> ratios = new ArrayList<>();
    for (int load : loads) {
      Measured with = passes.measured(on.named(load, what));
      Measured without = passes.measured(off.named(load, what));
      ratios.add(Ratio.of(with, without, Pass::perSecond, "≥ 0.8"));
      ratios.add(prefixed("p50", Ratio.of(with, without, Pass::p50Micros, "≤ 1.25")));
      ratios.add(
          prefixed(
              "CPU of " + process, Ratio.of(with, without, pass -> pass.cpuMicros(process), "")));
    }
    return ratios;
  }

  private static Ratio prefixed(String figure, Ratio ratio) {
    return ratio.named(figure + ": " + ratio.name());
  }
}
