package dev.troupe.k8s.tenants;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a resource declares of its tenant.
 *
 * <p>Read as strictly as the schema is, since a resource may be older than the schema, or the
 * schema older than the nodes.
 *
 * @param suspended whether it is not to be served; empty if that is left alone
 * @param limits those that are to be so, by name; others are left alone
 * @param isErased whether it is to be erased
 * @param reason why, for the record that is kept
 */
record TenantSpec(
    Optional<Boolean> suspended, Map<String, Long> limits, boolean isErased, String reason) {
  private static final Set<String> FIELDS = Set.of("reason", "suspended", "limits", "erase");
  private static final int LONGEST_REASON = 500;

  TenantSpec {
    limits = Map.copyOf(limits);
  }

  /**
   * The spec of the resource of this name.
   *
   * @throws IllegalArgumentException if something in it is unknown, missing or of another type
   */
  static TenantSpec of(String name, Map<String, ?> spec) {
    for (String field : spec.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            "spec: '%s' is not known; there are %s"
                .formatted(field, String.join(", ", new TreeSet<>(FIELDS))));
      }
    }
    return new TenantSpec(
        suspended(spec.get("suspended")),
        limits(spec.get("limits")),
        isErased(name, spec.get("erase")),
        reason(spec.get("reason")));
  }

  private static IllegalArgumentException misfit(
      String field, String rule, @Nullable Object value) {
    return new IllegalArgumentException(
        "spec.%s must be %s, was '%s'".formatted(field, rule, value));
  }

  private static Optional<Boolean> suspended(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Boolean suspended) {
      return Optional.of(suspended);
    }
    throw misfit("suspended", "true or false", value);
  }

  private static Map<String, Long> limits(@Nullable Object value) {
    Map<String, Long> limits = new HashMap<>();
    if (value instanceof Map<?, ?> all) {
      all.forEach(
          (name, limit) -> limits.put(String.valueOf(name), limit("limits." + name, limit)));
    } else if (value != null) {
      throw misfit("limits", "limits by name", value);
    }
    return limits;
  }

  private static long limit(String field, @Nullable Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw misfit(field, "a whole number of up to " + Long.MAX_VALUE, value);
  }

  private static boolean isErased(String name, @Nullable Object value) {
    if (value != null && !value.equals(name)) {
      throw misfit("erase", "the tenant's name, '%s'".formatted(name), value);
    }
    return value != null;
  }

  private static String reason(@Nullable Object value) {
    if (value instanceof String reason
        && !reason.isBlank()
        && reason.length() <= LONGEST_REASON
        && reason.chars().noneMatch(Character::isISOControl)) {
      return reason;
    }
    throw misfit("reason", "one line of 1 to %d characters".formatted(LONGEST_REASON), value);
  }

  /** Whether nothing leads from what the tenant is to what is declared. */
  boolean isBeyondReach(KnownTenant tenant) {
    return tenant.phase().isGone() && !isErased;
  }

  /** What is to be done for the tenant to be as declared, in order; nothing if it is. */
  List<TenantStep> stepsFrom(KnownTenant tenant) {
    List<TenantStep> steps = new ArrayList<>();
    if (tenant.phase().isGone() || (isErased && tenant.phase() == Phase.ABSENT)) {
      return steps;
    }
    if (isErased) {
      steps.add(new TenantStep.Erase());
      return steps;
    }
    boolean isCreated = tenant.phase() != Phase.ABSENT;
    boolean isSuspended = tenant.phase() == Phase.SUSPENDED;
    if (!isCreated) {
      steps.add(new TenantStep.Create(limits));
    }
    // Before anything else of a tenant that is to be stopped.
    if (suspended.isPresent() && suspended.get() != isSuspended) {
      steps.add(isSuspended ? new TenantStep.Resume() : new TenantStep.Suspend());
    }
    Map<String, Long> others = new HashMap<>(limits);
    others.entrySet().removeAll(tenant.limits().entrySet());
    if (isCreated && !others.isEmpty()) {
      steps.add(new TenantStep.ChangeLimits(others));
    }
    return steps;
  }
}
