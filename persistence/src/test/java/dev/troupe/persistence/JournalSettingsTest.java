package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalSettingsTest {
  private static JournalSettings with(String settings) {
    return JournalSettings.of(
        ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
  }

  @Test
  void hasDefaultsThatPass() {
    JournalSettings settings = with("");
    assertThat(settings.isStock()).isFalse();
    assertThat(settings.writers()).isEqualTo(2);
    assertThat(settings.rowsPerTenant()).isEqualTo(10_000);
    assertThat(settings.bytesPerTenant()).isEqualTo(32 * 1024 * 1024);
    assertThat(settings.weightOf("acme")).isEqualTo(1);
  }

  @Test
  void knowsWhichTenantsWeighMore() {
    JournalSettings settings = with("troupe.journal.weights { acme = 3, big-co = 2 }");
    assertThat(settings.weightOf("acme")).isEqualTo(3);
    assertThat(settings.weightOf("big-co")).isEqualTo(2);
    assertThat(settings.weightOf("zeta")).isEqualTo(1);
  }

  @Test
  void stockIsOneWord() {
    assertThat(with("troupe.journal.dao = stock").isStock()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("troupe.journal.dao = mine"))
        .withMessage("troupe.journal.dao must be 'postgres' or 'stock', was 'mine'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "writers",
        "batch.rows",
        "batch.bytes",
        "queue.rows-per-tenant",
        "queue.bytes-per-tenant",
        "weights.acme"
      })
  void refusesLessThanOneByTheNameOfTheSetting(String setting) {
    String name = "troupe.journal." + setting;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(name + " = 0"))
        .withMessage(name + " must be at least 1, was 0");
  }
}
