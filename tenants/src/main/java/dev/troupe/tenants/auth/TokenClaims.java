package dev.troupe.tenants.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Verdict.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token says whose signature is good. */
final class TokenClaims {
  private static final String OTHER_SCOPE_CLAIM = "scp";

  private final JWTClaimsSet claims;
  private final TokenSettings settings;
  private final Instant end;

  private TokenClaims(JWTClaimsSet claims, TokenSettings settings, Instant end) {
    this.claims = claims;
    this.settings = settings;
    this.end = end;
  }

  static TokenClaims of(SignedJWT jwt, TokenSettings settings) throws RefusedToken {
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date end = claims.getExpirationTime();
      if (end == null) {
        throw new RefusedToken(Reason.EXPIRED, "the token must say when it expires, by 'exp'");
      }
      return new TokenClaims(claims, settings, end.toInstant());
    } catch (ParseException | RuntimeException e) {
      throw new RefusedToken(Reason.MALFORMED, "the token's claims must be a JSON object");
    }
  }

  /** When it expires. */
  Instant end() {
    return end;
  }

  Principal principal(Instant now) throws RefusedToken {
    require(
        settings.issuer().equals(claims.getIssuer()),
        Reason.WRONG_ISSUER,
        "the token's issuer must be '%s'".formatted(settings.issuer()));
    require(
        claims.getAudience().contains(settings.audience()),
        Reason.WRONG_AUDIENCE,
        "the token must be for the audience '%s'".formatted(settings.audience()));
    requireTime(now);
    String subject = claims.getSubject();
    if (subject == null || !Principal.isSubject(subject)) {
      throw new RefusedToken(Reason.WRONG_CLAIM, "the token must say who asks, by 'sub'");
    }
    return new Principal(subject, tenant(), permissions());
  }

  private void requireTime(Instant now) throws RefusedToken {
    Duration skew = settings.clockSkew();
    require(now.isBefore(end.plus(skew)), Reason.EXPIRED, "the token must not have expired");
    Instant made = instant(claims.getIssueTime()).orElse(now);
    require(
        !instant(claims.getNotBeforeTime()).orElse(now).isAfter(now.plus(skew))
            && !made.isAfter(now.plus(skew)),
        Reason.NOT_YET_VALID,
        "the token's time must have come");
    require(
        Duration.between(made, end).compareTo(settings.maxLifetime()) <= 0,
        Reason.TOO_LONG_LIVED,
        "the token must be good for no longer than %s".formatted(settings.maxLifetime()));
  }

  private static Optional<Instant> instant(@Nullable Date date) {
    return Optional.ofNullable(date).map(Date::toInstant);
  }

  private Optional<TenantId> tenant() throws RefusedToken {
    Object claim = claims.getClaim(settings.tenantClaim());
    if (claim == null) {
      return Optional.empty();
    }
    if (claim instanceof String name && TenantId.isValid(name)) {
      return Optional.of(TenantId.of(name));
    }
    throw new RefusedToken(
        Reason.WRONG_CLAIM,
        "the token's claim '%s' must name a tenant by a DNS label"
            .formatted(settings.tenantClaim()));
  }

  private Permissions permissions() throws RefusedToken {
    Object own = claims.getClaim(settings.scopeClaim());
    Object claim = own == null ? claims.getClaim(OTHER_SCOPE_CLAIM) : own;
    return switch (claim) {
      case null -> Permissions.none();
      case String scopes -> Permissions.parse(scopes);
      case List<?> scopes when scopes.stream().allMatch(String.class::isInstance) ->
          Permissions.of(scopes.stream().map(String.class::cast).toList());
      default ->
          throw new RefusedToken(
              Reason.WRONG_CLAIM,
              "the token's claim '%s' must be text, or a list of texts"
                  .formatted(settings.scopeClaim()));
    };
  }

  private static void require(boolean condition, Reason reason, String detail) throws RefusedToken {
    if (!condition) {
      throw new RefusedToken(reason, detail);
    }
  }
}
