package dev.troupe.local;

import dev.troupe.app.StartFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of this machine's own, and the certificate by which its nodes know each
 * other.
 *
 * <p>The authority's key signs once and is thrown away: a folder that leaks can then not be used to
 * make more nodes. When the certificate comes near its end, both are made anew, which is possible
 * because all nodes of a local cluster start together.
 */
public final class LocalCertificates {
  private static final Duration LIFE = Duration.ofDays(365);
  private static final Duration SPARE = Duration.ofDays(30);
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);
  private static final String NAME = "troupe.local";

  private LocalCertificates() {}

  /**
   * The folder with {@code ca.crt}, {@code tls.crt} and {@code tls.key}, made if they are not there
   * or near their end.
   *
   * @throws StartFailure if the folder can't be written
   */
  public static Path in(Path directory) {
    try {
      if (!isUsable(directory.resolve("tls.crt"))) {
        create(directory);
      }
      return directory;
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new StartFailure(
          "certificates for the nodes can't be made in '%s': %s"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static boolean isUsable(Path certificate) throws IOException {
    if (!Files.exists(certificate)) {
      return false;
    }
    try (var in = Files.newInputStream(certificate)) {
      var read =
          (X509Certificate)
              java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      return read.getNotAfter().toInstant().isAfter(Instant.now().plus(SPARE));
    } catch (GeneralSecurityException e) {
      return false; // Half written or not ours: made anew.
    }
  }

  private static void create(Path directory)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Files.createDirectories(directory);
    KeyPair authority = keys();
    KeyPair node = keys();
    X500Name issuer = new X500Name("CN=troupe local authority");
    write(directory.resolve("ca.crt"), pem(certify(authority, issuer, authority, issuer, true)));
    write(directory.resolve("tls.key"), pem(node.getPrivate()));
    // Last, because its presence says that the others are there.
    X500Name subject = new X500Name("CN=" + NAME);
    write(directory.resolve("tls.crt"), pem(certify(authority, issuer, node, subject, false)));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(3072);
    return generator.generateKeyPair();
  }

  private static X509Certificate certify(
      KeyPair signer, X500Name issuer, KeyPair keys, X500Name subject, boolean authority)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, new SecureRandom()),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(LIFE)),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (authority) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    } else {
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, NAME)));
    }
    var signing = new JcaContentSignerBuilder("SHA256withRSA").build(signer.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signing));
  }

  private static String pem(Object certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          certificate instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : certificate);
    }
    return text.toString();
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
