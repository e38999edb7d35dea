package dev.troupe.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The folder of a node's ca.crt, tls.crt and tls.key, as a client needs it. */
public final class TlsFiles {
  private TlsFiles() {}

  /** What shows the certificate of this folder. */
  public static KeyManagerFactory keys(Path directory)
      throws GeneralSecurityException, IOException {
    PrivateKey key = key(directory.resolve("tls.key"));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {
      certificate(directory.resolve("tls.crt")), certificate(directory.resolve("ca.crt"))
    };
    store.setKeyEntry("node", key, new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory;
  }

  /** Shows the certificate of one folder, and trusts the authority of another. */
  public static SSLContext context(Path own, Path trusted)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys(own).getKeyManagers(), trust(trusted).getTrustManagers(), null);
    return context;
  }

  private static PrivateKey key(Path file) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser pem = new PEMParser(Files.newBufferedReader(file))) {
      Object key = pem.readObject();
      return key instanceof PEMKeyPair pair
          ? converter.getKeyPair(pair).getPrivate()
          : converter.getPrivateKey((PrivateKeyInfo) key);
    }
  }

  /** What trusts the authority of this folder. */
  public static TrustManagerFactory trust(Path directory)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificate(directory.resolve("ca.crt")));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  /** The certificate in this file. */
  public static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
    try (var in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
