package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a persistence id is; {@code SchemaIT} asks the database the same. */
class TenantsTest {
  @ParameterizedTest
  @CsvSource({
    "account|acme:a-1, acme",
    "account|acme:a:b|c, acme",
    "account|acme:, acme",
    "|acme:a, ''",
    "account|:a, ''",
    "account|acme, ''",
    "account|acme|b:c, ''",
    "acme:a, ''",
    "'', ''",
  })
  void isWhatTheGeneratedColumnSays(String persistenceId, String tenant) {
    assertThat(Tenants.of(persistenceId)).isEqualTo(tenant);
  }

  @ParameterizedTest
  @CsvSource({"63, true", "64, false"})
  void noTenantIsLongerThanALabel(int length, boolean isTenant) {
    String label = "a".repeat(length);
    assertThat(Tenants.of("account|" + label + ":a")).isEqualTo(isTenant ? label : "");
  }
}
