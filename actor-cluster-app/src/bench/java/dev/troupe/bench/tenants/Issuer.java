package dev.troupe.bench.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Who gives out the tokens of a run, signed with ES256. Immutable. */
final class Issuer {
  /** Good for a run, and short enough to be believed. */
  private static final Duration LIFE = Duration.ofHours(12);

  private final DevelopmentIssuer issuer;

  private Issuer(DevelopmentIssuer issuer) {
    this.issuer = issuer;
  }

  /** One with a key of its own in this folder. */
  static Issuer in(Path folder) {
    return new Issuer(DevelopmentIssuer.in(folder, InstantSource.system()));
  }

  /** The environment variables of a node that believes it, and serves only known tenants. */
  Map<String, String> environment() {
    return Map.of(
        "TROUPE_AUTH_MODE",
        "jwt",
        "TROUPE_AUTH_ISSUER",
        DevelopmentIssuer.ISSUER,
        "TROUPE_AUTH_AUDIENCE",
        DevelopmentIssuer.AUDIENCE,
        "TROUPE_AUTH_JWKS",
        issuer.jwks().toAbsolutePath().toString(),
        "TROUPE_TENANTS_ONLY_KNOWN",
        "true");
  }

  /** The tokens of so many users of each tenant, who may do to accounts whatever can be done. */
  Map<TenantId, List<String>> users(List<TenantId> tenants, int each) {
    return tenants.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                tenant -> IntStream.range(0, each).mapToObj(i -> user(tenant, i)).toList()));
  }

  private String user(TenantId tenant, int number) {
    return issuer.token(
        Principal.of(
            "user-%d-of-%s".formatted(number, tenant), tenant, Permissions.of("account:*")),
        LIFE);
  }

  /** A token of who may create tenants, and see which there are. */
  String operator() {
    return issuer.token(
        Principal.operator("operator", Permissions.of("operator:create", "operator:list")), LIFE);
  }
}
