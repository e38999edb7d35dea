package dev.troupe.monitor;

import com.typesafe.config.Config;
import dev.troupe.actor.BlockingDetector;
import dev.troupe.actor.MailboxOverflows;
import dev.troupe.actor.RefusedMessages;
import dev.troupe.actor.UnhandledMessages;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.Evolution;
import dev.troupe.metrics.Metrics;
import dev.troupe.persistence.postgres.DatabaseUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures a node that runs: what is a number at any time is read when it is asked for, and the
 * rest is looked at every {@code troupe.metrics.interval}, on a thread of its own.
 */
public final class NodeMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

  private final List<Look> looks;

  private NodeMonitor(List<Look> looks) {
    this.looks = looks;
  }

  /** Something that is looked at; blocks no longer than its own patience. */
  interface Look {
    /** Looks now. */
    void look() throws Exception;
  }

  /** Begins, for as long as the actor system runs; to be called once, when all types are hosted. */
  public static void start(ActorSystem<?> system) {
    Config config = system.settings().config();
    Metrics metrics = Metrics.on(system);
    MeterRegistry registry = metrics.registry();
    register(system, registry);
    NodeMonitor monitor =
        new NodeMonitor(
            List.of(
                metrics::rankTenants,
                new Members(system, registry),
                new Shards(system, registry),
                new Pools(new DatabaseUse(system), registry),
                new Certificate(registry, tlsDirectory(config)),
                new Backlogs(system, registry)));
    var thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("troupe-monitor").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    long millis = config.getDuration("troupe.metrics.interval").toMillis();
    // It can't fail: a look that fails is logged.
    var unused =
        thread.scheduleWithFixedDelay(monitor::lookAtAll, 0, millis, TimeUnit.MILLISECONDS);
    Pauses pauses = new Pauses(registry);
    pauses.start();
    system
        .getWhenTerminated()
        .thenRun(() -> {
          thread.shutdownNow();
          pauses.stop();
        });
  }

  private static Path tlsDirectory(Config config) {
    return Path.of(config.getString("troupe.node.tls-directory"));
  }

  private static void register(ActorSystem<?> system, MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Entities entities = Entities.on(system);
    for (String type : entities.types()) {
      Gauge.builder("troupe.active.entities", entities, all -> all.running().getOrDefault(type, 0L))
          .description("entities and plain actors in memory")
          .tag("type", type)
          .register(registry);
    }
    Gauge.builder("troupe.commands.in.flight", entities, Entities::inFlight)
        .description("commands sent from this node that have no answer yet")
        .register(registry);
    DatabaseUse database = new DatabaseUse(system);
    Gauge.builder("troupe.journal.breaker.open", () -> database.isLeftAlone() ? 1 : 0)
        .description("1 while the database is left alone, since it failed so often in a row")
        .register(registry);
    Evolution evolution = Evolution.on(system);
    Gauge.builder("troupe.evolution.passed", evolution, gate -> gate.isPassed() ? 1 : 0)
        .description("1 once it is known that this build can read what the journal holds")
        .register(registry);
    Gauge.builder("troupe.evolution.stops", evolution, Evolution::stops)
        .description("findings that keep this build from serving")
        .register(registry);
    registerActors(system, registry);
    FunctionCounter.builder("troupe.audit.dropped", Audit.on(system), Audit::dropped)
        .description("entries of the audit that were not written")
        .register(registry);
  }

  private static void registerActors(ActorSystem<?> system, MeterRegistry registry) {
    UnhandledMessages unhandled = UnhandledMessages.get(system);
    FunctionCounter.builder("troupe.unhandled.messages", unhandled, UnhandledMessages::total)
        .description("messages that an actor got and did not handle")
        .register(registry);
    RefusedMessages refused = RefusedMessages.get(system);
    FunctionCounter.builder("troupe.refused.messages", refused, RefusedMessages::total)
        .description("messages to plain actors that an interceptor refused")
        .register(registry);
    MailboxOverflows overflows = MailboxOverflows.get(system);
    FunctionCounter.builder("troupe.mailbox.overflows", overflows, MailboxOverflows::total)
        .description("messages to plain actors that found no room in a bounded mailbox")
        .register(registry);
    BlockingDetector blocking = BlockingDetector.get(system);
    FunctionCounter.builder("troupe.blocked.handlers", blocking, BlockingDetector::total)
        .description("times that a handler was found to block the default dispatcher")
        .register(registry);
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, the others can be looked at.
  private void lookAtAll() {
    for (Look each : looks) {
      try {
        each.look();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        LOG.debug("{} can't be measured now", each.getClass().getSimpleName(), e);
      }
    }
  }
}
