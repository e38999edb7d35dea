package dev.troupe.rollout;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues more than one certificate, as cert-manager does. */
final class Authority {
  private static final X500Name NAME = new X500Name("CN=authority");
  private static final X500Name NODE = new X500Name("CN=troupe.nodes");

  private final KeyPair keys;
  private final X509Certificate certificate;
  private long serial = 1;

  Authority() throws Exception {
    keys = newKeys();
    certificate = certify(NAME, keys, true);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** Puts a new certificate for nodes into this folder, and returns it. */
  X509Certificate issueInto(Path folder) throws Exception {
    KeyPair node = newKeys();
    X509Certificate issued = certify(NODE, node, false);
    Files.createDirectories(folder);
    write(folder.resolve("ca.crt"), certificate);
    // As PKCS#1, which is what cert-manager writes.
    write(folder.resolve("tls.key"), node.getPrivate());
    write(folder.resolve("tls.crt"), issued);
    return issued;
  }

  private X509Certificate certify(X500Name subject, KeyPair subjectKeys, boolean isAuthority)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(serial++),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            subjectKeys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (!isAuthority) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    }
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  /** All at once, as a mounted secret changes. */
  private static void write(Path file, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
    }
    Path next =
        Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text.toString());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
