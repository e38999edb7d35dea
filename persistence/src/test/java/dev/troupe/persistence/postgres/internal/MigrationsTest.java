package dev.troupe.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.SchemaMismatch;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  @Test
  void needPostgreSql13() {
    assertThatCode(() -> Migrations.requireServer(13, "13.0")).doesNotThrowAnyException();
    assertThatThrownBy(() -> Migrations.requireServer(12, "12.22"))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessage(
            "database server: has version '12.22', expected PostgreSQL '13' or newer; upgrade the server");
  }
}
