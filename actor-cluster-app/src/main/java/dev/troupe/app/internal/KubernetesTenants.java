package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.Erasures;
import dev.troupe.cluster.TenantChange;
import dev.troupe.cluster.Tenants;
import dev.troupe.k8s.tenants.Answer;
import dev.troupe.k8s.tenants.KnownTenant;
import dev.troupe.k8s.tenants.Origin;
import dev.troupe.k8s.tenants.Phase;
import dev.troupe.k8s.tenants.TenantCalls;
import dev.troupe.k8s.tenants.TenantResourcesSettings;
import dev.troupe.k8s.tenants.TenantStep;
import dev.troupe.k8s.tenants.TenantsOnKubernetes;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantDirectory.Entry;
import dev.troupe.tenants.TenantLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** This cluster's tenants, for whoever follows resources of Kubernetes. */
final class KubernetesTenants implements TenantCalls {
  private static final String SETTINGS = "troupe.kubernetes.tenants";

  private final ActorSystem<?> system;
  private final Tenants tenants;

  private KubernetesTenants(ActorSystem<?> system) {
    this.system = system;
    this.tenants = Tenants.on(system);
  }

  /**
   * Has this node take part in following them, if the settings say so; it gives the lease back as
   * soon as it shuts down.
   *
   * @throws StartFailure if the settings can't be used
   */
  static void startIfEnabled(ActorSystem<?> system) {
    Config config = system.settings().config();
    if (!config.getBoolean(SETTINGS + ".enabled")) {
      return;
    }
    String identity =
        "%s:%d"
            .formatted(
                config.getString("troupe.node.host"), config.getInt("troupe.node.remoting-port"));
    Duration patience = config.getDuration("troupe.ask-timeout").multipliedBy(2);
    TenantsOnKubernetes running;
    try {
      running =
          TenantsOnKubernetes.start(
              TenantResourcesSettings.of(config.getConfig(SETTINGS), identity, patience),
              new KubernetesTenants(system));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "leave-tenants-on-kubernetes",
            () ->
                CompletableFuture.runAsync(
                        running::close, system.dispatchers().lookup(DispatcherSelector.blocking()))
                    .thenApply(closed -> org.apache.pekko.Done.done()));
  }

  @Override
  public KnownTenant find(TenantId tenant) {
    if (!tenants.isCurrent()) {
      throw new Unavailable("this node does not know the tenants now");
    }
    return tenants.find(tenant).map(this::known).orElseGet(KnownTenant::absent);
  }

  private KnownTenant known(Entry entry) {
    Tenant.State state = entry.state();
    TenantLimits own = state.limits();
    return new KnownTenant(
        switch (state.status()) {
          case ACTIVE -> Phase.ACTIVE;
          case SUSPENDED -> Phase.SUSPENDED;
          case ERASING -> Phase.ERASING;
          case ERASED -> Phase.ERASED;
        },
        entry.version(),
        own.own(),
        Arrays.stream(Limit.values())
            .collect(Collectors.toMap(Limit::key, limit -> tenants.defaults().of(limit, own))),
        state.certificate());
  }

  @Override
  public CompletionStage<Answer> make(TenantId tenant, TenantStep step, Origin origin) {
    Optional<Reply.Rejected<Done>> refusal =
        step instanceof TenantStep.Erase ? Erasures.on(system).refusal() : Optional.empty();
    if (refusal.isPresent()) {
      return CompletableFuture.completedStage(answer(refusal.get()));
    }
    return new TenantChange(
            system,
            tenant,
            step.verb(),
            command(step, new By(origin.who(), origin.why())),
            TenantChange.detail(origin.why(), limits(step)),
            Optional.of(CommandId.of(origin.id())))
        .made()
        .thenApply(KubernetesTenants::answer);
  }

  private static Answer answer(Reply<Done> reply) {
    return switch (reply) {
      case Reply.Accepted<Done> done -> new Answer.Done();
      case Reply.Rejected<Done> no -> new Answer.Refused(no.code(), no.message());
    };
  }

  private static Tenant.Change command(TenantStep step, By by) {
    return switch (step) {
      case TenantStep.Create create -> new Tenant.Create(create.limits(), by);
      case TenantStep.ChangeLimits change -> new Tenant.ChangeLimits(change.limits(), by);
      case TenantStep.Suspend suspend -> new Tenant.Suspend(by);
      case TenantStep.Resume resume -> new Tenant.Resume(by);
      case TenantStep.Erase erase -> new Tenant.BeginErasure(by);
    };
  }

  private static Map<String, Long> limits(TenantStep step) {
    return switch (step) {
      case TenantStep.Create create -> create.limits();
      case TenantStep.ChangeLimits change -> change.limits();
      case TenantStep.Suspend suspend -> Map.of();
      case TenantStep.Resume resume -> Map.of();
      case TenantStep.Erase erase -> Map.of();
    };
  }

  @Override
  public void listen(Consumer<TenantId> listener) {
    tenants.listen(listener);
  }
}
