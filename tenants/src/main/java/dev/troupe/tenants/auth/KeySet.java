package dev.troupe.tenants.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The public keys of an issuer, by the name under which its tokens refer to them ({@code kid}).
 *
 * <p>Keys that can sign no token are left out: those for encryption, secrets, RSA below 2048 bits,
 * and those without a name. Immutable and thread-safe.
 */
public final class KeySet {
  private static final int SHORTEST_RSA = 2048;
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

  private final Map<String, Key> keys;

  /** A key, and how it may be used. */
  private record Key(JWSVerifier verifier, Optional<String> onlyAlgorithm) {}

  private KeySet(Map<String, Key> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * The keys of a JSON Web Key Set.
   *
   * @throws IllegalArgumentException if it is none, or has no key that can sign a token
   */
  public static KeySet parse(byte[] json) {
    Map<String, Key> keys = new HashMap<>();
    try {
      for (JWK jwk : JWKSet.parse(new String(json, StandardCharsets.UTF_8)).getKeys()) {
        Optional<JWSVerifier> verifier = verifier(jwk);
        if (verifier.isPresent()) {
          var algorithm = Optional.ofNullable(jwk.getAlgorithm()).map(each -> each.getName());
          keys.put(jwk.getKeyID(), new Key(verifier.get(), algorithm));
        }
      }
    } catch (ParseException | JOSEException | RuntimeException e) {
      throw new IllegalArgumentException("key set: can't be read as a JWKS", e);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "key set: has no key with a kid that can sign a token (RSA of 2048 bits or more, or EC"
              + " P-256, P-384, P-521)");
    }
    return new KeySet(keys);
  }

  private static Optional<JWSVerifier> verifier(JWK jwk) throws JOSEException {
    boolean isForSigning = jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE);
    if (jwk.getKeyID() == null || jwk.getKeyID().isEmpty() || !isForSigning) {
      return Optional.empty();
    }
    return switch (jwk) {
      case RSAKey rsa when rsa.size() >= SHORTEST_RSA ->
          Optional.of(new RSASSAVerifier(rsa.toRSAPublicKey()));
      case ECKey ec when CURVES.contains(ec.getCurve()) ->
          Optional.of(new ECDSAVerifier(ec.toECPublicKey()));
      default -> Optional.empty();
    };
  }

  /** Whether there is a key of this name. */
  boolean has(String kid) {
    return keys.containsKey(kid);
  }

  /** What checks a signature made in this way, if the key of this name can. */
  Optional<JWSVerifier> verifier(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    return Optional.ofNullable(keys.get(header.getKeyID()))
        .filter(key -> key.onlyAlgorithm().map(algorithm.getName()::equals).orElse(true))
        .map(Key::verifier)
        .filter(verifier -> verifier.supportedJWSAlgorithms().contains(algorithm));
  }
}
