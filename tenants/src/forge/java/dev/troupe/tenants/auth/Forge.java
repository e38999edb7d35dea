package dev.troupe.tenants.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens, good ones and bad ones, without the library that checks them.
 *
 * <p>Its issuer has the keys {@code ec} and {@code rsa}.
 */
public final class Forge {
  /** Who made the tokens. */
  public static final String ISSUER = "https://issuer.example";

  /** What they are for. */
  public static final String AUDIENCE = "bank";

  private final KeyPair ec = pair("EC", 256);
  private final KeyPair rsa = pair("RSA", 2048);
  private final KeyPair strangers = pair("EC", 256);

  /** How bytes are signed. */
  interface Signer {
    byte[] sign(byte[] signed) throws GeneralSecurityException;
  }

  /** A token in the making; a value of null is left out. */
  public record Token(
      Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims, Signer signer) {

    /** The same with this in the header. */
    public Token header(String name, @Nullable Object value) {
      return new Token(with(header, name, value), claims, signer);
    }

    /** The same with this claim. */
    public Token claim(String name, @Nullable Object value) {
      return new Token(header, with(claims, name, value), signer);
    }

    private static Map<String, @Nullable Object> with(
        Map<String, @Nullable Object> all, String name, @Nullable Object value) {
      Map<String, @Nullable Object> more = new LinkedHashMap<>(all);
      more.remove(name);
      if (value != null) {
        more.put(name, value);
      }
      return more;
    }

    private Token signedBy(String algorithm, Signer by) {
      return new Token(with(header, "alg", algorithm), claims, by);
    }

    /** As it is sent. */
    public String text() {
      String signed = encoded(json(header)) + "." + encoded(json(claims));
      try {
        return signed + "." + encoded(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static byte[] json(Map<String, @Nullable Object> members) {
      return JSONObjectUtils.toJSONString(members).getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signer asymmetric(String algorithm, KeyPair by) {
    return bytes -> {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(by.getPrivate());
      signature.update(bytes);
      return signature.sign();
    };
  }

  private static JWK jwk(String kid, KeyPair pair) {
    return pair.getPublic() instanceof ECPublicKey ec
        ? new ECKey.Builder(Curve.P_256, ec).keyID(kid).build()
        : new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(kid).build();
  }

  /** The issuer's public keys. */
  public String jwks() {
    return new JWKSet(List.of(jwk("ec", ec), jwk("rsa", rsa))).toString();
  }

  /** A good token of a tenant's user, made at this time and good for ten minutes. */
  public Token token(String tenant, String scope, Instant now) {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", AUDIENCE);
    claims.put("sub", "ann");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(600).getEpochSecond());
    claims.put("tenant", tenant);
    claims.put("scope", scope);
    return new Token(
        Map.of("alg", "ES256", "kid", "ec", "typ", "JWT"),
        claims,
        asymmetric("SHA256withECDSAinP1363Format", ec));
  }

  /** The same signed by the issuer's other key. */
  public Token byRsa(Token token) {
    return token.header("kid", "rsa").signedBy("RS256", asymmetric("SHA256withRSA", rsa));
  }

  /** The same signed by a key that is not the issuer's. */
  public Token byAStranger(Token token) {
    return token.signedBy("ES256", asymmetric("SHA256withECDSAinP1363Format", strangers));
  }

  /** That key, as a token may bring it along. */
  public Map<String, Object> strangersKey() {
    return jwk("ec", strangers).toJSONObject();
  }

  /** The same with a signature for which the issuer's public key is the secret. */
  public Token byPublicKeyAsSecret(Token token) {
    byte[] secret = rsa.getPublic().getEncoded();
    return token
        .header("kid", "rsa")
        .signedBy(
            "HS256",
            bytes -> {
              Mac mac = Mac.getInstance("HmacSHA256");
              mac.init(new SecretKeySpec(secret, "HmacSHA256"));
              return mac.doFinal(bytes);
            });
  }

  /** The same without a signature. */
  public Token unsigned(Token token) {
    return token.signedBy("none", bytes -> new byte[0]);
  }
}
