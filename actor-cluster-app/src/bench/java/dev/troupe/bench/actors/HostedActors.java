package dev.troupe.bench.actors;

import dev.troupe.bench.actors.ActorsNode.Place;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Variant;
import dev.troupe.bench.report.Findings;
import dev.troupe.local.LocalCertificates;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.Address;

/**
 * Actors and entities that we host beside the same behaviors on Pekko alone, on the node that sends
 * and on another, and what an idle one takes. What stores is measured beside Pekko on our journal,
 * which shows what the entity adds, and on Pekko's own, which is what there would be without us.
 */
public final class HostedActors implements Part {
  /** What the CPU time of this process is called. */
  static final String THIS_JVM = "this JVM";

  /** What that of the other node is called. */
  static final String OTHER_JVM = "other JVM";

  @Override
  public String name() {
    return "actors";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    ground.stopNodes();
    DatabaseSettings database = ground.database("actors");
    Schema.migrate(database);
    Path tls = LocalCertificates.in(ground.folder().resolve("actors-tls")).toAbsolutePath();
    Place here = new Place("127.0.0.1", 0, Place.NEAR);
    try (ActorsNode near = ActorsNode.start(database, here, tls);
        ActorsNode stock = stock(ground, here, tls)) {
      near.join(near.address());
      stock.join(stock.address());
      try (FarNode far = FarNode.start(database, near.address(), tls, ground.folder())) {
        measure(ground, near, stock, far);
      }
    }
  }

  /** One in this JVM and a cluster of its own, on Pekko's own journal at its best. */
  private static ActorsNode stock(Ground ground, Place place, Path tls) {
    Variant variant = Variant.STOCK_AT_ITS_BEST;
    DatabaseSettings database = variant.on(ground.database("actors")).withSchema("actors_stock");
    Schema.migrate(database);
    return ActorsNode.start(database, place, tls, variant.settings());
  }

  private static void measure(Ground ground, ActorsNode near, ActorsNode stock, FarNode far)
      throws Exception {
    System.out.println("preparing actors and entities on three nodes ...");
    CpuTime cpu = ground.cpu(THIS_JVM).and(OTHER_JVM, far.pid());
    LocalCalls local = LocalCalls.prepare(near, stock);
    Address address = near.await(Place.FAR);
    RemoteCalls remote = RemoteCalls.prepare(near);
    Messages messages = Messages.prepare(near, address, ground.messages());
    List<Load> loads = new ArrayList<>(local.loads());
    loads.addAll(remote.loads());
    for (Load each : loads) {
      each.warmUp(cpu);
    }
    Passes localPasses = new Passes();
    Passes remotePasses = new Passes();
    Passes messagePasses = new Passes();
    List<Step> steps = new ArrayList<>();
    local.loads().forEach(each -> steps.add(() -> each.measure(cpu, ground.pass(1), localPasses)));
    remote
        .loads()
        .forEach(each -> steps.add(() -> each.measure(cpu, ground.pass(1), remotePasses)));
    steps.addAll(messages.steps(cpu, messagePasses));
    Interleaved.run(Ground.PASSES, steps);
    Findings findings = ground.findings();
    findings.measured(
        "Actors and entities of this node", localPasses.measured(), local.ratios(localPasses));
    findings.measured(
        "Actors and entities of another node, over mutual TLS",
        remotePasses.measured(),
        remote.ratios(remotePasses));
    findings.measured(
        "%,d messages to one actor of another node, over mutual TLS"
            .formatted(ground.messages() * Ground.PASSES),
        messagePasses.measured(),
        List.of());
    local.rows().forEach(findings::rows);
    findings.rows(messages.rows());
    IdleActors.measure(near, findings);
  }
}
