package dev.troupe.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JdbcUrlTest {

  @Test
  void letsAMigrationTakeItsTimeWhoeverSetTheLimit() {
    assertThat(
            JdbcUrl.parse("jdbc:postgresql://db/app?socketTimeout=5&ssl=true")
                .withoutSocketTimeout())
        .isEqualTo("jdbc:postgresql://db/app?socketTimeout=0&ssl=true");
    assertThat(
            JdbcUrl.parse("jdbc:postgresql://db/app?ssl=true&socketTimeout=15")
                .withoutSocketTimeout())
        .isEqualTo("jdbc:postgresql://db/app?ssl=true&socketTimeout=0");
  }
}
