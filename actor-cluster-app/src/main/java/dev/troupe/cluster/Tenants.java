package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.TenantFollower;
import dev.troupe.cluster.internal.TenantStorage;
import dev.troupe.cluster.internal.UsageMeter;
import dev.troupe.cluster.internal.Wakeups;
import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.StorageQuotas;
import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.feed.SystemEvents;
import dev.troupe.persistence.postgres.feed.TenantUsage;
import dev.troupe.tenants.DefaultLimits;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantDirectory;
import dev.troupe.tenants.TenantDirectory.Entry;
import dev.troupe.tenants.TenantLimits;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.auth.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants of this cluster: who is served, and what each may use.
 *
 * <p>One per actor system, got with {@link #on}. A tenant is an entity, {@link Tenant}, to be asked
 * through {@link #refFor}; every node follows the events of all of them within a second, and
 * answers from memory. Thread-safe.
 */
public final class Tenants implements Extension {
  /** Whether a tenant must have been created to be served. */
  public static final String ONLY_KNOWN = "troupe.tenants.only-known";

  private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final TenantDirectory directory;
  private final DefaultLimits defaults;
  private final boolean onlyKnown;
  private final Duration databaseGrace;
  private final TenantsAtStart atStart;
  private final UsageMeter meter;

  private Tenants(ActorSystem<?> system) {
    this.system = system;
    Config config = system.settings().config();
    this.directory =
        new TenantDirectory(config.getDuration("troupe.tenants.stale-after"), System::nanoTime);
    this.onlyKnown = config.getBoolean(ONLY_KNOWN);
    this.databaseGrace = config.getDuration("troupe.node.database-grace");
    this.atStart = TenantsAtStart.of(system, config, this);
    Config limits = config.getConfig(Limit.SETTINGS);
    this.defaults =
        new DefaultLimits(limit ->
            limit.key().endsWith("bytes")
                ? limits.getBytes(limit.key())
                : limits.getLong(limit.key()));
    this.meter = new UsageMeter(config.getDuration("troupe.tenants.usage-interval"));
    StorageQuotas.on(system).use(new TenantStorage(this, meter));
  }

  /** The tenants of the cluster that this actor system is a member of. */
  public static Tenants on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Lets this node run tenants, and begins to follow them and what they store; to be called on
   * every node.
   */
  public Tenants start() {
    DatabaseSettings database = DatabaseSettings.of(system.settings().config());
    Entities.on(system).host(Tenant.TYPE);
    TenantFollower.start(
        new SystemEvents<>(database, StoredEvents.of(system, Tenant.Event.class)),
        directory,
        this::changed,
        Wakeups.on(system),
        system);
    atStart.start();
    meter.start(TenantUsage.open(database), system);
    return this;
  }

  /**
   * A new key seals at once, whichever node makes it, and also if the one that was to has gone; and
   * destroyed ones leave the memory of all nodes.
   */
  private void changed(TenantId tenant, Tenant.Event event) {
    if (event instanceof Tenant.Erased) {
      Encryption.keysOf(system).ifPresent(keys -> keys.forget(tenant.value()));
    }
    if (event instanceof Tenant.KeyRotated) {
      int number = find(tenant).map(entry -> entry.state().keys()).orElse(0);
      Encryption.keysOf(system)
          .ifPresent(keys ->
              keys.atLeast(tenant.value(), number)
                  .exceptionally(failure -> {
                    LOG.warn(
                        "tenant '{}': its key '{}' can't be made for now: {}",
                        tenant,
                        number,
                        String.valueOf(failure));
                    return 0;
                  }));
    }
  }

  /** The tenant as an entity, to be asked what it is, and to be changed. */
  public TenantEntityRef<Tenant> refFor(TenantId tenant) {
    return Entities.on(system).refFor(Tenant.TYPE, TenantId.SYSTEM, tenant.value());
  }

  /**
   * The limits of a tenant that is served, over which {@link #defaults} are laid.
   *
   * @throws NotServed if it is not known, suspended or erased
   * @throws Unavailable if this node can't know
   */
  public TenantLimits require(TenantId tenant) {
    if (tenant.isSystem()) {
      return TenantLimits.NONE;
    }
    return onlyKnown || directory.find(tenant).isPresent()
        ? directory.require(tenant).state().limits()
        : TenantLimits.NONE;
  }

  /** What holds for a tenant now, served or not, as far as this node knows. */
  public long limit(TenantId tenant, Limit limit) {
    return tenant.isSystem()
        ? limit.most()
        : defaults.of(
            limit,
            directory.find(tenant).map(each -> each.state().limits()).orElse(TenantLimits.NONE));
  }

  /** Whether this node knows that a tenant is suspended or erased, so that nothing of it runs. */
  boolean isStopped(TenantId tenant) {
    return directory
        .find(tenant)
        .filter(each -> each.state().status() != TenantStatus.ACTIVE)
        .isPresent();
  }

  /** Hears which tenant has changed, after it has; on a thread that it must not hold up. */
  public void listen(Consumer<TenantId> listener) {
    directory.listen(listener);
  }

  /** What holds for a tenant without limits of its own. */
  public DefaultLimits defaults() {
    return defaults;
  }

  /**
   * Whether this node can serve tenants: it knows them, and those that are to be there from the
   * start are.
   */
  public boolean isReady() {
    return isCurrent() && atStart.areThere();
  }

  /**
   * The check, as {@code pekko.management.health-checks.readiness-checks} names it. Asks nobody:
   * the tenants are looked for all the time, and so it is known when the database answered last.
   */
  public static final class Check implements Supplier<CompletionStage<Boolean>> {
    private final Tenants tenants;

    /** Called by Pekko Management. */
    public Check(org.apache.pekko.actor.ActorSystem system) {
      tenants = on(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
      Duration silence = tenants.directory.silence();
      if (silence.compareTo(tenants.databaseGrace) > 0) {
        return CompletableFuture.failedStage(
            new Unavailable(
                "the database has not answered this node for %d s".formatted(silence.toSeconds())));
      }
      return CompletableFuture.completedStage(tenants.isReady());
    }
  }

  /** Whether this node knows the tenants; one that does not is not ready. */
  public boolean isCurrent() {
    return directory.isCurrent();
  }

  /** What this node knows of a tenant, served or not; perhaps a second old. */
  public Optional<Entry> find(TenantId tenant) {
    return directory.find(tenant);
  }

  /**
   * What one tenant has granted another, ended ones perhaps among it, as this node knows it;
   * nothing unless both were created and are served.
   *
   * @throws Unavailable if this node can't know
   */
  public List<Grant> between(TenantId of, TenantId to) {
    return onlyKnown || directory.find(of).isPresent() ? directory.between(of, to) : List.of();
  }

  /** The tenants that are being erased, as this node knows it. */
  public List<TenantId> erasing() {
    return directory.with(TenantStatus.ERASING);
  }

  /** Some tenants in the order of their names, after this name and at most so many. */
  public Map<TenantId, Entry> page(String after, int most) {
    return directory.page(after, most);
  }

  private static final class Id extends ExtensionId<Tenants> {
    @Override
    public Tenants createExtension(ActorSystem<?> system) {
      return new Tenants(system);
    }
  }
}
