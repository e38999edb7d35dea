package dev.troupe.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When the certificate ends by which other nodes know this one; it is replaced while it runs. */
final class Certificate implements NodeMonitor.Look {
  private final Path file;
  private volatile @Nullable Instant end;

  Certificate(MeterRegistry registry, Path tlsDirectory) {
    this.file = tlsDirectory.resolve("tls.crt");
    TimeGauge.builder("troupe.certificate.expiry", this::secondsLeft, TimeUnit.SECONDS)
        .description("until the certificate of this node ends; NaN without mutual TLS")
        .register(registry);
  }

  private double secondsLeft() {
    Instant known = end;
    return known == null ? Double.NaN : Duration.between(Instant.now(), known).toSeconds();
  }

  @Override
  public void look() throws IOException, CertificateException {
    if (file.getParent() == null || file.getParent().toString().isEmpty()) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      end = certificate.getNotAfter().toInstant();
    }
  }
}
