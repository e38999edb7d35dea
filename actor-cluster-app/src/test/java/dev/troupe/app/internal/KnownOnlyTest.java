package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import dev.troupe.app.StartFailure;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated
class KnownOnlyTest {
  private static final DatabaseSettings DATABASE =
      DatabaseSettings.of("jdbc:postgresql://db.example/bank", "ann", "hush")
          .withOwner(new DatabaseSettings.Login("owner", "hush"));

  private static Config with(Map<String, String> properties) {
    try (GivenProperties given = new GivenProperties(properties)) {
      return NodeConfig.of(DATABASE, List.of("account"));
    }
  }

  @Test
  void allThatANodeWouldNotTakeIsNamedAtOnce() throws IOException {
    String expected;
    try (var file =
        Objects.requireNonNull(getClass().getResourceAsStream("/settings/refused.txt"))) {
      expected = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    assertThatThrownBy(() ->
            with(
                Map.of("config.resource", "settings/application.conf", "troupe.aks-timeout", "1s")))
        .isInstanceOf(StartFailure.class)
        .extracting(failure -> String.valueOf(failure.getMessage()).replace("\r", ""))
        .isEqualTo(expected);
  }

  @Test
  void oneSettingAloneIsOneSentence() {
    assertThatThrownBy(() -> with(Map.of("troupe.http.port", "99999")))
        .isInstanceOf(StartFailure.class)
        .hasMessage(
            "configuration: troupe.http.port must be a number, 0 to 65535, was '99999' (system properties)");
  }

  @Test
  void whatEveryNodeIsGivenIsTaken() {
    assertThat(
            with(Map.of(
                    "troupe.crash-point",
                    "COMMITTED:3",
                    "troupe.journal.weights.acme",
                    "3",
                    "troupe.dispatcher.virtual.throughput-deadline-time",
                    "1ms"))
                .getInt("troupe.journal.weights.acme"))
        .isEqualTo(3);
  }

  @Test
  void whatDiffersFromItsDefaultIsLoggedInALineEachWithoutSecrets() {
    Config config =
        with(
            Map.of(
                "troupe.ask-timeout", "7s",
                "troupe.http.body-timeout", "10000ms",
                "troupe.encryption.postgres.password", "hush"));
    Logger log = (Logger) LoggerFactory.getLogger(KnownOnly.class);
    Level before = log.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.setLevel(Level.INFO);
    log.addAppender(lines);
    try {
      KnownOnly.log(config);
    } finally {
      log.detachAppender(lines);
      log.setLevel(before);
    }

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains(
            "troupe.ask-timeout is '7s' (system properties), by default '5s'",
            "troupe.encryption.postgres.password is '(hidden)' (system properties), by default ''",
            "troupe.database.password is '(hidden)' (database settings), by default ''",
            "troupe.database.user is 'ann' (database settings), by default ''")
        .noneMatch(line -> line.contains("hush"))
        .noneMatch(line -> line.startsWith("troupe.http.body-timeout"))
        .noneMatch(line -> line.startsWith("troupe.entity"));
  }
}
