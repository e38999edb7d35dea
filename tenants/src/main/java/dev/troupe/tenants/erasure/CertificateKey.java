package dev.troupe.tenants.erasure;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import dev.troupe.tenants.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;

/**
 * The key that signs the certificates of erasure: a pair of Ed25519 (RFC 8032) in a file, as a JSON
 * Web Key (RFC 8037), for its owner alone to read. A certificate is a JSON Web Signature in its
 * compact form (RFC 7515), so that any library can check it. Immutable and thread-safe.
 *
 * <p>The public half is for whoever is to believe certificates; it must be theirs before, since
 * whoever may hand out a key may sign anything.
 */
public final class CertificateKey {
  private static final JOSEObjectType TYPE = new JOSEObjectType("troupe-erasure+jws");

  private final OctetKeyPair pair;

  private CertificateKey(OctetKeyPair pair) {
    this.pair = pair;
  }

  /**
   * Makes a new key in a file that is not there yet.
   *
   * @throws IllegalArgumentException if it is there, or can't be made
   */
  public static CertificateKey create(Path file) {
    if (!make(file)) {
      throw new IllegalArgumentException(
          "certificate key '%s': is there already; name another".formatted(file));
    }
    return open(file);
  }

  /**
   * The key in this file, which is made first if it is not there.
   *
   * @throws IllegalArgumentException if it can't be made, or can't be used
   */
  public static CertificateKey openOrCreate(Path file) {
    if (!Files.exists(file)) {
      make(file); // Or somebody else has meanwhile, which is as good.
    }
    return open(file);
  }

  private static boolean make(Path file) {
    try {
      OctetKeyPair pair =
          new OctetKeyPairGenerator(Curve.Ed25519)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.Ed25519)
              .keyIDFromThumbprint(true)
              .generate();
      return PrivateFile.create(file, pair.toJSONString() + "\n");
    } catch (IOException | JOSEException e) {
      throw new IllegalArgumentException(
          "certificate key '%s': can't be made: %s".formatted(file, e), e);
    }
  }

  /**
   * The key in this file.
   *
   * @throws IllegalArgumentException if it is not there, or none, or others may read it
   */
  public static CertificateKey open(Path file) {
    OctetKeyPair pair = read(file);
    if (!pair.isPrivate()) {
      throw new IllegalArgumentException(
          "certificate key '%s': is the public half, which signs nothing; name the file that 'tenant signing-key' made"
              .formatted(file));
    }
    try {
      Optional<String> permissions = PrivateFile.permissionsOfOthers(file);
      if (permissions.isPresent()) {
        throw new IllegalArgumentException(
            "certificate key '%s': others than its owner may use it, permissions were '%s', expected 'rw-------'; chmod 600 it"
                .formatted(file, permissions.get()));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("certificate key '%s': %s".formatted(file, e), e);
    }
    return new CertificateKey(pair);
  }

  private static OctetKeyPair read(Path file) {
    try {
      OctetKeyPair pair = OctetKeyPair.parse(Files.readString(file));
      if (!pair.getCurve().equals(Curve.Ed25519)) {
        throw new IllegalArgumentException(
            "certificate key '%s': is of curve '%s', expected 'Ed25519'"
                .formatted(file, pair.getCurve()));
      }
      return pair;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("certificate key '%s': is not there".formatted(file), e);
    } catch (IOException | ParseException e) {
      throw new IllegalArgumentException(
          "certificate key '%s': is no JSON Web Key of Ed25519: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** The half that checks, as a JSON Web Key. */
  public String publicKey() {
    return pair.toPublicJWK().toJSONString();
  }

  /** The certificate, signed. */
  public String sign(ErasureCertificate certificate) {
    JWSObject signed =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.Ed25519).type(TYPE).keyID(pair.getKeyID()).build(),
            new Payload(certificate.toJson()));
    try {
      signed.sign(new Ed25519Signer(pair));
      return signed.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("certificate: can't be signed: " + e.getMessage(), e);
    }
  }

  /**
   * The certificate that this text is, if the key in this file signed it.
   *
   * @param publicKey a file with the public half
   * @throws RefusedCertificate if it is none, was changed, or was signed by another
   * @throws IllegalArgumentException if the file holds no key
   */
  public static ErasureCertificate verify(String text, Path publicKey) {
    OctetKeyPair key = read(publicKey).toPublicJWK();
    try {
      JWSObject signed = JWSObject.parse(text.strip());
      JWSHeader header = signed.getHeader();
      if (!JWSAlgorithm.Ed25519.equals(header.getAlgorithm()) || !TYPE.equals(header.getType())) {
        throw new RefusedCertificate(
            "certificate: says to be '%s' signed by '%s', expected '%s' by '%s'"
                .formatted(header.getType(), header.getAlgorithm(), TYPE, JWSAlgorithm.Ed25519));
      }
      if (!signed.verify(new Ed25519Verifier(key))) {
        throw new RefusedCertificate(
            "certificate: was changed after it was signed, or was signed by another key than '%s'"
                .formatted(key.getKeyID()));
      }
      return ErasureCertificate.parse(signed.getPayload().toString());
    } catch (ParseException | JOSEException e) {
      throw new RefusedCertificate("certificate: is no JSON Web Signature: " + e.getMessage());
    }
  }
}
