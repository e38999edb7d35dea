package dev.troupe.tenants.auth;

import com.nimbusds.jose.Header;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.troupe.tenants.auth.Verdict.Reason;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who sends a token: a JWT signed by a key of the issuer, for us, within its time.
 *
 * <p>The key is looked up by the token's {@code kid} among the issuer's, and only there: a key that
 * the token brings along ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) is not looked at.
 * Thread-safe; never blocks.
 */
public final class TokenVerifier {
  /** What a token that lets one ask may call itself; others are for other uses. */
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private final TokenSettings settings;
  private final TokenKeys keys;
  private final TokenCache cache;
  private final InstantSource clock;

  private TokenVerifier(
      TokenSettings settings, TokenKeys keys, TokenCache cache, InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.cache = cache;
    this.clock = clock;
  }

  /** Checks every token anew. */
  public static TokenVerifier of(TokenSettings settings, TokenKeys keys, InstantSource clock) {
    return new TokenVerifier(settings, keys, TokenCache.none(), clock);
  }

  /** The same, but what was believed is remembered; see {@link TokenCache}. */
  public TokenVerifier remembering(TokenCache believed) {
    return new TokenVerifier(settings, keys, believed, clock);
  }

  /** Who sends this token; never exceptionally. */
  public CompletionStage<Verdict> verify(String token) {
    if (token.length() > settings.maxLength()) {
      return done(
          Reason.TOO_LONG,
          "the token is longer than the %d characters that are read"
              .formatted(settings.maxLength()));
    }
    Optional<KeySet> known = keys.current();
    TokenCache.Entry entry = cache.entry(token);
    Optional<Principal> believed = known.flatMap(each -> entry.get(each, clock.instant()));
    if (believed.isPresent()) {
      return CompletableFuture.completedStage(new Verdict.Believed(believed.get()));
    }
    try {
      return verify(parse(token), known, entry);
    } catch (RefusedToken refused) {
      return CompletableFuture.completedStage(refused.verdict());
    }
  }

  private CompletionStage<Verdict> verify(
      SignedJWT jwt, Optional<KeySet> known, TokenCache.Entry entry) throws RefusedToken {
    String kid = jwt.getHeader().getKeyID();
    if (kid == null) {
      throw new RefusedToken(Reason.UNKNOWN_KEY, "the token must name its key by 'kid'");
    }
    if (known.isPresent() && known.get().has(kid)) {
      return CompletableFuture.completedStage(verdict(jwt, known.get(), entry));
    }
    return keys.refreshed()
        .thenApply(newer ->
            newer
                .map(each -> verdict(jwt, each, entry))
                .orElseGet(() ->
                    Verdict.refused(
                        Reason.KEYS_UNAVAILABLE, "the issuer's keys could not be read yet")));
  }

  private SignedJWT parse(String token) throws RefusedToken {
    try {
      Base64URL[] parts = JOSEObject.split(token);
      if (!(Header.parse(parts[0]) instanceof JWSHeader header)
          || !settings.takes(header.getAlgorithm())) {
        throw new RefusedToken(
            Reason.WRONG_ALGORITHM,
            "the token must be signed by one of %s".formatted(settings.algorithms()));
      }
      if (header.getType() != null && !TYPES.contains(header.getType())) {
        throw new RefusedToken(Reason.MALFORMED, "the token's 'typ' must be JWT or at+jwt");
      }
      return new SignedJWT(parts[0], parts[1], parts[2]);
    } catch (ParseException | RuntimeException e) {
      throw new RefusedToken(Reason.MALFORMED, "the token must be a signed JWT");
    }
  }

  private Verdict verdict(SignedJWT jwt, KeySet known, TokenCache.Entry entry) {
    try {
      requireSignature(jwt, known);
      Instant now = clock.instant();
      TokenClaims claims = TokenClaims.of(jwt, settings);
      Principal principal = claims.principal(now);
      entry.put(known, principal, now, claims.end());
      return new Verdict.Believed(principal);
    } catch (RefusedToken refused) {
      return refused.verdict();
    }
  }

  private static void requireSignature(SignedJWT jwt, KeySet known) throws RefusedToken {
    JWSHeader header = jwt.getHeader();
    if (!known.has(header.getKeyID())) {
      throw new RefusedToken(
          Reason.UNKNOWN_KEY, "the token must be signed by a key that the issuer has now");
    }
    Optional<JWSVerifier> verifier = known.verifier(header);
    try {
      if (verifier.isPresent() && jwt.verify(verifier.get())) {
        return;
      }
    } catch (JOSEException | RuntimeException e) {
      // As unbelievable as one that does not fit.
    }
    throw new RefusedToken(
        Reason.WRONG_SIGNATURE, "the token's signature must be by the key that it names");
  }

  private static CompletionStage<Verdict> done(Reason reason, String detail) {
    return CompletableFuture.completedStage(Verdict.refused(reason, detail));
  }
}
