package dev.troupe.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a tenant has granted to others. Those that have ended are dropped when another comes.
 *
 * @param all in the order in which they came, ended ones perhaps among them
 */
public record TenantGrants(List<TenantGrant> all) {
  /** None at all. */
  public static final TenantGrants NONE = new TenantGrants(List.of());

  /** So many that have not ended may a tenant have given. */
  public static final int MOST = 100;

  /** So many scopes may one have. */
  public static final int MOST_SCOPES = 50;

  /** For so long may one be given; who needs it for longer gives it again. */
  public static final Duration LONGEST = Duration.ofDays(366);

  /** Keeps the list from being changed later. */
  public TenantGrants {
    all = List.copyOf(all);
  }

  /** Those that have not ended. */
  public TenantGrants at(Instant now) {
    return new TenantGrants(all.stream().filter(each -> now.isBefore(each.until())).toList());
  }

  /** One more, in the place of one to the same tenant for the same scopes if there is one. */
  TenantGrants with(TenantGrant grant, Instant now) {
    List<TenantGrant> next = new ArrayList<>(at(now).all());
    next.removeIf(grant::isLike);
    next.add(grant);
    return new TenantGrants(next);
  }

  /** Those to other tenants than this one. */
  TenantGrants without(String to, Instant now) {
    return new TenantGrants(at(now).all().stream().filter(each -> !each.to().equals(to)).toList());
  }

  /** Whether there is one to this tenant, perhaps ended by somebody's clock. */
  boolean includes(String to) {
    return all.stream().anyMatch(each -> each.to().equals(to));
  }

  /** What they let through into the data of this tenant, by who is let in. */
  Map<TenantId, List<Grant>> into(TenantId tenant) {
    return Map.copyOf(
        all.stream()
            .map(each -> each.into(tenant))
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(Grant::to, Collectors.toUnmodifiableList())));
  }

  /**
   * Checks whom a grant is to and what it permits, as they come from outside.
   *
   * @throws IllegalArgumentException if nobody can be granted that
   */
  public static void requireGrantable(String to, List<String> scopes) {
    TenantId.of(to);
    if (scopes.isEmpty() || scopes.size() > MOST_SCOPES) {
      throw new IllegalArgumentException(
          "'scopes' must be 1 to %d scopes, such as 'account:get-balance', were %d"
              .formatted(MOST_SCOPES, scopes.size()));
    }
    for (String scope : scopes) {
      if (Permissions.of(scope).scopes().isEmpty()) {
        throw new IllegalArgumentException(
            "scope '%s' must name a type and a command, such as 'account:get-balance', or all with '*'"
                .formatted(scope));
      }
      if (Stream.of(Permissions.OPERATOR, Permissions.TENANT)
          .anyMatch(type -> scope.startsWith(type + ":"))) {
        throw new IllegalArgumentException(
            "scope '%s' can't be granted: what is done to a tenant as a whole stays with itself and its operators"
                .formatted(scope));
      }
    }
  }

  /**
   * Checks the end of a grant.
   *
   * @throws IllegalArgumentException if it is over already, or too far away
   */
  static void requireEnd(Instant until, Instant now) {
    if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
      throw new IllegalArgumentException(
          "'until' must be after '%s' and within %d days, was '%s'"
              .formatted(now, LONGEST.toDays(), until));
    }
  }
}
