package dev.troupe.metrics;

import com.typesafe.config.Config;
import dev.troupe.actor.Interceptor;
import dev.troupe.metrics.internal.CommandMeters;
import dev.troupe.metrics.internal.EntityMeters;
import dev.troupe.metrics.internal.JournalMeters;
import dev.troupe.metrics.internal.MemoryClock;
import dev.troupe.metrics.internal.TenantMeters;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.Observers;
import dev.troupe.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.jspecify.annotations.Nullable;

/**
 * What a node measures, in the text format of Prometheus at {@code /metrics} of its management
 * port, and where a team registers meters of its own.
 *
 * <p>One per actor system, got with {@link #on}. The names are in docs/reference/metrics.md.
 *
 * <pre>{@code
 * Counter orders = Metrics.on(system).registry().counter("shop.orders", "channel", "web");
 * }</pre>
 *
 * <p>Thread-safe; what is called for each command takes no lock and makes no object.
 */
public final class Metrics implements Extension {
  private static final Id ID = new Id();

  private static final Duration TICK = Duration.ofSeconds(1);

  private final MemoryClock clock = new MemoryClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
  private final CommandMeters commands;
  private final TenantMeters tenants;
  private final EntityMeters entities;

  private Metrics(ActorSystem<?> system) {
    Config config = system.settings().config().getConfig("troupe.metrics");
    this.commands = new CommandMeters(registry);
    this.tenants =
        new TenantMeters(
            registry, config.getInt("tenants.named"), config.getInt("tenants.told-apart"));
    system.scheduler().scheduleAtFixedRate(TICK, TICK, clock::tick, system.executionContext());
    Observers observers = Observers.on(system);
    this.entities = new EntityMeters(registry, Tracing.on(system));
    observers.entities(entities);
    observers.journal(new JournalMeters(registry));
    system.getWhenTerminated().thenRun(registry::close);
  }

  /** The metrics of this actor system, counted from when they are asked for first. */
  public static Metrics on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Where meters are; a name that begins with {@code troupe} or {@code actor} is ours. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All of it, as Prometheus reads it. */
  public String scrape() {
    return registry.scrape();
  }

  /**
   * A command that was sent from this node has ended.
   *
   * @param type the entity's
   * @param reply what it got; null if it failed
   * @param failure why it did; null if it did not
   */
  public void ended(
      TenantId tenant, String type, @Nullable Reply<?> reply, @Nullable Throwable failure) {
    tenants.ended(tenant, commands.ended(type, reply, failure));
  }

  /** A tenant was at a limit. */
  public void throttled(TenantId tenant, Throttled throttled) {
    commands.throttled(throttled.limit());
    tenants.throttled(tenant);
  }

  /** Somebody was refused, or was kept from another tenant's data, for this reason. */
  public void refused(String reason) {
    commands.refused(reason);
  }

  /** Measures how commands to entities of this type end; one for all of them, thread-safe. */
  public Interceptor<EntityEnvelope> answersOfEntities(String type) {
    return entities.answers(type);
  }

  /** The messages that plain actors of this type take on this node. */
  public Counter messages(String type) {
    return Counter.builder("actor.messages")
        .tag("type", type)
        .tag("kind", "message")
        .tag("outcome", "taken")
        .register(registry);
  }

  /** Looks which tenants are named; to be called from time to time, by one thread. */
  public void rankTenants() {
    tenants.rank();
  }

  private static final class Id extends ExtensionId<Metrics> {
    @Override
    public Metrics createExtension(ActorSystem<?> system) {
      return new Metrics(system);
    }
  }
}
