package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReminderSettingsTest {

  private static ReminderSettings with(String setting) {
    return ReminderSettings.of(
        ConfigFactory.parseString("troupe.reminders." + setting)
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve());
  }

  @Test
  void theDefaultsMakeSense() {
    assertThat(with("grace = 1m").lease()).isEqualTo(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource({
    "in-flight-per-node = 0, in-flight-per-node must be 1 to 100000",
    "in-flight-per-tenant = 0, in-flight-per-tenant must be 1 to 100000",
    "poll-interval = 9ms, poll-interval must be 10 to 60000",
    "lease = 9s, 'lease must be 10000 to 3600000, was 9000'",
    "patience = 11s, lease must be 22000 to 3600000",
    "grace = 2d, grace must be 0 to 86400000",
    "most-attempts = 0, most-attempts must be 1 to 1000",
    "max-backoff = 1ms, max-backoff must be 1000 to 86400000"
  })
  void refusesWhatMakesNone(String setting, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(setting))
        .withMessageStartingWith("troupe.reminders.")
        .withMessageContaining(why);
  }

  @Test
  void waitsTwiceAsLongEachTimeUpToALimit() {
    ReminderSettings.Retry retry = with("max-backoff = 5s").retry();
    assertThat(retry.backoff(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(retry.backoff(3)).isEqualTo(Duration.ofSeconds(4));
    assertThat(retry.backoff(4)).isEqualTo(Duration.ofSeconds(5));
    assertThat(retry.backoff(1000)).isEqualTo(Duration.ofSeconds(5));
  }
}
