package dev.troupe.tenants.auth;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tokens are believed.
 *
 * @param issuer what the claim {@code iss} must be
 * @param audience what must be in the claim {@code aud}
 * @param algorithms how a token may be signed, such as {@code ES256}; by a pair of keys only
 * @param clockSkew how far the issuer's clock may be from ours
 * @param maxLength the longest token that is read, in characters
 * @param maxLifetime the longest from its making, or from now if it does not say, to its end
 * @param tenantClaim the claim that names the tenant
 * @param scopeClaim the claim that holds the scopes; {@code scp} is read where it is missing
 */
public record TokenSettings(
    String issuer,
    String audience,
    Set<String> algorithms,
    Duration clockSkew,
    int maxLength,
    Duration maxLifetime,
    String tenantClaim,
    String scopeClaim) {
  private static final Set<String> POSSIBLE =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  /** Refuses what would believe too much. */
  public TokenSettings {
    require(!issuer.isBlank(), "issuer must not be empty; name who makes the tokens");
    require(!audience.isBlank(), "audience must not be empty; name what the tokens are for");
    require(!algorithms.isEmpty(), "algorithms must not be empty; ES256 is a good one");
    for (String algorithm : algorithms) {
      require(
          POSSIBLE.contains(algorithm),
          "algorithm must be one of %s, was '%s'; who can check a token signed by a shared secret could also make one, and 'none' is no signature"
              .formatted(new TreeSet<>(POSSIBLE), algorithm));
    }
    algorithms = Set.copyOf(algorithms);
    require(!clockSkew.isNegative(), "clock skew must not be negative, was " + clockSkew);
    require(maxLength >= 64, "max length must be at least 64, was " + maxLength);
    require(maxLifetime.isPositive(), "max lifetime must be positive, was " + maxLifetime);
    require(!tenantClaim.isBlank(), "tenant claim must not be empty; 'tenant' is usual");
    require(!scopeClaim.isBlank(), "scope claim must not be empty; 'scope' is usual");
  }

  /** Tokens of this issuer for this audience, with all else as usual. */
  public static TokenSettings of(String issuer, String audience) {
    return new TokenSettings(
        issuer,
        audience,
        Set.of("RS256", "ES256"),
        Duration.ofSeconds(30),
        6144,
        Duration.ofHours(24),
        "tenant",
        "scope");
  }

  /** Whether a token may be signed so. */
  boolean takes(JWSAlgorithm algorithm) {
    return algorithms.contains(algorithm.getName());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("tokens: " + message);
    }
  }
}
