package dev.troupe.k8s.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tenants that answer each id once, and leave a receipt of a refusal, as the real ones do.
 * Thread-safe.
 */
final class TenantsInMemory implements TenantCalls {
  private final Map<TenantId, KnownTenant> there = new HashMap<>();
  private final Map<TenantId, KnownTenant> seen = new HashMap<>();
  private final Map<String, Answer> receipts = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<Origin> origins = new ArrayList<>();
  private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();
  private boolean isBehind;
  private boolean isUnknown;
  private String outage = "";

  @Override
  public synchronized KnownTenant find(TenantId tenant) {
    if (isUnknown) {
      throw new Unavailable("this node does not know the tenants yet");
    }
    return (isBehind ? seen : there).getOrDefault(tenant, KnownTenant.absent());
  }

  @Override
  public CompletionStage<Answer> make(TenantId tenant, TenantStep step, Origin origin) {
    Answer answer;
    synchronized (this) {
      origins.add(origin);
      if (!outage.isEmpty()) {
        return CompletableFuture.failedStage(new Unavailable(outage));
      }
      if (receipts.containsKey(origin.id())) {
        return CompletableFuture.completedStage(receipts.get(origin.id()));
      }
      asked.add(tenant + " " + step.verb());
      answer = changed(tenant, step);
      receipts.put(origin.id(), answer);
    }
    listeners.forEach(each -> each.accept(tenant));
    return CompletableFuture.completedStage(answer);
  }

  private Answer changed(TenantId tenant, TenantStep step) {
    KnownTenant now = there.getOrDefault(tenant, KnownTenant.absent());
    Map<String, Long> limits = new HashMap<>(now.limits());
    Phase phase =
        switch (step) {
          case TenantStep.Create c -> {
            limits.putAll(c.limits());
            yield Phase.ACTIVE;
          }
          case TenantStep.ChangeLimits c -> {
            limits.putAll(c.limits());
            yield now.phase();
          }
          case TenantStep.Suspend c -> Phase.SUSPENDED;
          case TenantStep.Resume c -> Phase.ACTIVE;
          case TenantStep.Erase c -> Phase.ERASING;
        };
    boolean isRefused = limits.containsKey("speed");
    put(tenant, isRefused ? now.phase() : phase, isRefused ? now.limits() : limits, "");
    return isRefused
        ? new Answer.Refused("invalid-limit", "limit 'speed' is not known")
        : new Answer.Done();
  }

  private void put(TenantId tenant, Phase phase, Map<String, Long> limits, String certificate) {
    long version = there.getOrDefault(tenant, KnownTenant.absent()).version() + 1;
    Map<String, Long> effective = new HashMap<>(Map.of("streams", 100L));
    effective.putAll(limits);
    there.put(tenant, new KnownTenant(phase, version, limits, effective, certificate));
  }

  @Override
  public void listen(Consumer<TenantId> listener) {
    listeners.add(listener);
  }

  /** Somebody else changes the tenant. */
  void change(String name, Phase phase, Map<String, Long> limits, String certificate) {
    TenantId tenant = TenantId.of(name);
    synchronized (this) {
      put(tenant, phase, limits, certificate);
    }
    listeners.forEach(each -> each.accept(tenant));
  }

  /** From now on nothing new is heard of, or all that happened is. */
  synchronized void behind(boolean wanted) {
    seen.clear();
    seen.putAll(there);
    isBehind = wanted;
  }

  /** Whether it is not known which tenants there are. */
  synchronized void unknown(boolean wanted) {
    isUnknown = wanted;
  }

  /** With which message each change fails; none if it is empty. */
  synchronized void outage(String message) {
    outage = message;
  }

  /** What was asked under a new id, as {@code tenant verb}. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** Where all that was asked came from. */
  synchronized List<Origin> origins() {
    return List.copyOf(origins);
  }
}
