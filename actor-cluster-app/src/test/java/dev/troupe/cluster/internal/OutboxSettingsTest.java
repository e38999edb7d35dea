package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.cluster.internal.OutboxSettings.Room;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxSettingsTest {

  @Test
  void theDefaultsMakeSense() {
    assertThat(OutboxSamples.settings("").room()).isEqualTo(new Room(400, 100, 16 << 20));
  }

  @ParameterizedTest
  @CsvSource({
    "deliverers = 65, 'deliverers must be 1 to 64, was 65'",
    "in-flight = 1, in-flight must be 2 to 10000",
    "in-flight-per-tenant = 0, in-flight-per-tenant must be 1 to 10000",
    "in-flight-bytes = 1000, in-flight-bytes must be 1048576 to 1073741824",
    "max-backoff = 1ms, max-backoff must be 500 to 86400000"
  })
  void refusesWhatMakesNone(String setting, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutboxSamples.settings(setting))
        .withMessageStartingWith("troupe.outbox.")
        .withMessageContaining(why);
  }

  @Test
  void theLongerAReceiverIsSilentTheRarerItIsTriedButNeverRarely() {
    assertThat(OutboxSettings.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(OutboxSettings.pause(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(OutboxSettings.pause(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(OutboxSettings.pause(5)).isEqualTo(Duration.ofSeconds(10));
    assertThat(OutboxSettings.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
  }
}
