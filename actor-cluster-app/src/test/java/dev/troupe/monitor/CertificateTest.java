package dev.troupe.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.local.LocalCertificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double secondsLeft() {
    return registry.get("troupe.certificate.expiry").gauge().value();
  }

  @Test
  void saysHowLongTheCertificateIsGood(@TempDir Path directory) throws Exception {
    Certificate certificate = new Certificate(registry, LocalCertificates.in(directory));
    assertThat(secondsLeft()).isNaN();
    certificate.look();
    assertThat(secondsLeft()).isPositive();
  }

  @Test
  void whereThereIsNoneIsNothingToSay() throws Exception {
    new Certificate(registry, Path.of("")).look();
    assertThat(secondsLeft()).isNaN();
  }
}
