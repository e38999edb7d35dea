package dev.troupe.k8s.tenants;

import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings tenants to what their resources say.
 *
 * <p>Two of them at once, or one after the other from the same state, send the same commands under
 * the same ids, so each is done once. Thread-safe; one resource is for one thread at a time.
 */
final class TenantReconciler {
  private final TenantCalls calls;
  private final Duration patience;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final Map<String, Step> made = new ConcurrentHashMap<>();

  /**
   * What a resource asked of a tenant that was so. Without the tenant's version, which grows with
   * the receipt of a refusal: or else each would be asked anew, for ever.
   */
  private record Asked(long generation, Phase phase, Map<String, Long> limits) {}

  private record Refusal(Asked asked, Outcome outcome) {}

  /** From which version of a tenant a generation of its resource was brought about. */
  private record Step(long generation, long version) {}

  /**
   * What became of a resource.
   *
   * @param tenant as it was before anything was changed; empty if it is not known
   */
  record Verdict(Optional<KnownTenant> tenant, Outcome outcome) {}

  /** One that waits so long for each change. */
  TenantReconciler(TenantCalls calls, Duration patience) {
    this.calls = calls;
    this.patience = patience;
  }

  /** Makes the next changes that a resource needs; blocks until they are made. */
  Verdict reconcile(TenantResource resource) throws InterruptedException {
    if (!TenantId.isValid(resource.name())) {
      return new Verdict(
          Optional.empty(),
          Outcome.invalid(
              "InvalidName",
              "a tenant's name must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was '%s'"
                  .formatted(resource.name())));
    }
    TenantId tenant = TenantId.of(resource.name());
    KnownTenant known;
    try {
      known = calls.find(tenant);
    } catch (RuntimeException e) {
      return new Verdict(Optional.empty(), Outcome.unavailable(e));
    }
    TenantSpec spec;
    try {
      spec = TenantSpec.of(resource.name(), resource.spec());
    } catch (IllegalArgumentException e) {
      return new Verdict(
          Optional.of(known), Outcome.invalid("InvalidSpec", String.valueOf(e.getMessage())));
    }
    return new Verdict(Optional.of(known), outcome(resource, tenant, spec, known));
  }

  private Outcome outcome(
      TenantResource resource, TenantId tenant, TenantSpec spec, KnownTenant known)
      throws InterruptedException {
    List<TenantStep> steps = spec.stepsFrom(known);
    if (steps.isEmpty()) {
      forget(resource.uid());
      return reached(tenant, spec, known);
    }
    Asked asked = new Asked(resource.generation(), known.phase(), known.limits());
    Refusal refusal = refusals.get(resource.uid());
    if (refusal != null && refusal.asked().equals(asked)) {
      return refusal.outcome();
    }
    Step step = new Step(resource.generation(), known.version());
    if (!step.equals(made.get(resource.uid()))) {
      Optional<Outcome> obstacle = obstacle(resource, tenant, spec, steps, known.version());
      if (obstacle.isPresent()) {
        if (obstacle.get().kind() == Outcome.Kind.REFUSED) {
          refusals.put(resource.uid(), new Refusal(asked, obstacle.get()));
        }
        return obstacle.get();
      }
      made.put(resource.uid(), step);
    }
    return Outcome.applying(steps);
  }

  private static Outcome reached(TenantId tenant, TenantSpec spec, KnownTenant known) {
    if (spec.isBeyondReach(known)) {
      return Outcome.erased(tenant);
    }
    if (spec.isErased() && known.phase() == Phase.ABSENT) {
      return Outcome.NOTHING_TO_ERASE;
    }
    return known.phase() == Phase.ERASING ? Outcome.ERASING : Outcome.REACHED;
  }

  /** Makes these changes one after the other; what kept one from being made. */
  private Optional<Outcome> obstacle(
      TenantResource resource,
      TenantId tenant,
      TenantSpec spec,
      List<TenantStep> steps,
      long version)
      throws InterruptedException {
    for (TenantStep step : steps) {
      Origin origin = new Origin(resource.who(), spec.reason(), resource.idOf(step, version));
      try {
        Answer answer =
            calls
                .make(tenant, step, origin)
                .toCompletableFuture()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer instanceof Answer.Refused no) {
          return Optional.of(Outcome.refused(no));
        }
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        return Optional.of(Outcome.unavailable(cause == null ? e : cause));
      } catch (TimeoutException e) {
        return Optional.of(
            new Outcome(
                Outcome.Kind.FAILED,
                "Unavailable",
                "%s was not answered within %d ms".formatted(step.verb(), patience.toMillis())));
      }
    }
    return Optional.empty();
  }

  /** What is remembered of a resource that is not there any more. */
  void forget(String uid) {
    refusals.remove(uid);
    made.remove(uid);
  }
}
