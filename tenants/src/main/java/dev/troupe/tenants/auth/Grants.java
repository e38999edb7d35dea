package dev.troupe.tenants.auth;

import dev.troupe.model.TenantId;
import java.util.List;

/** Which grants there are. Asked by many threads; must not block. */
@FunctionalInterface
public interface Grants {
  /** No tenant lets another in. */
  Grants NONE = (of, to) -> List.of();

  /**
   * The grants of one tenant to another, ended ones too if need be.
   *
   * @throws dev.troupe.model.Unavailable if that can't be known now
   */
  List<Grant> between(TenantId of, TenantId to);
}
