package dev.troupe.tenants.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/**
 * Makes tokens for a cluster on one machine. Whoever can read its folder can be anybody, so it is
 * for development alone, and a node that others can reach refuses its tokens.
 */
public final class DevelopmentIssuer {
  /** What its tokens call it. */
  public static final String ISSUER = "troupe-development";

  /** What its tokens are for. */
  public static final String AUDIENCE = "troupe";

  private static final String KEY = "issuer.key";

  private final Path directory;
  private final ECKey key;
  private final InstantSource clock;

  private DevelopmentIssuer(Path directory, ECKey key, InstantSource clock) {
    this.directory = directory;
    this.key = key;
    this.clock = clock;
  }

  /**
   * The issuer whose key is in this folder, made if there is none.
   *
   * @throws IllegalArgumentException if the folder or the key can't be used
   */
  public static DevelopmentIssuer in(Path directory, InstantSource clock) {
    Path file = directory.resolve(KEY);
    try {
      Files.createDirectories(directory);
      if (!Files.exists(file)) {
        ECKey made =
            new ECKeyGenerator(Curve.P_256)
                .keyIDFromThumbprint(true)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .generate();
        write(file, made.toJSONString());
      }
      ECKey key = ECKey.parse(Files.readString(file));
      DevelopmentIssuer issuer = new DevelopmentIssuer(directory, key, clock);
      write(issuer.jwks(), new JWKSet(key.toPublicJWK()).toString());
      return issuer;
    } catch (IOException | ParseException | JOSEException e) {
      throw new IllegalArgumentException(
          "development issuer: the key in '%s' can't be used: %s; delete the file to make another"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Whether there is one in this folder. */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(KEY));
  }

  /** The file of its public key. */
  public Path jwks() {
    return directory.resolve("jwks.json");
  }

  /** A token of this principal, good from now for this long. */
  public String token(Principal principal, Duration life) {
    Instant now = clock.instant();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(principal.subject())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .claim("scope", principal.permissions().toString());
    principal.tenant().ifPresent(tenant -> claims.claim("tenant", tenant.value()));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    try {
      SignedJWT token = new SignedJWT(header, claims.build());
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key can sign", e);
    }
  }

  /** Whole or not at all, and from the first byte on for nobody else to read. */
  private static void write(Path file, String text) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new", ownerOnly);
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
