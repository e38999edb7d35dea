package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.settings.KnownSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class SettingsCommandTest {

  private static Ran with(Map<String, String> properties, String... args) {
    try (GivenProperties given = new GivenProperties(properties)) {
      return Ran.of(args);
    }
  }

  @Test
  void everySettingIsPrintedWithValueDefaultRangeAndOrigin() {
    Ran ran = with(Map.of("troupe.http.port", "9000"), "settings");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
        .containsExactlyElementsOf(
            KnownSettings.ofLibraries().all().stream().map(each -> each.key()).toList());
    assertThat(ran.out())
        .containsPattern("troupe.http.port +9000 +8080 +number, 0 to 65535 +system properties\n")
        .containsPattern("troupe.ask-timeout +5s +5s +duration, 1ms or more +reference.conf: \\d+");
  }

  @Test
  void aPrefixNarrows() {
    Ran ran = with(Map.of(), "settings", "http.openapi");

    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
        .containsExactly("troupe.http.openapi.title", "troupe.http.openapi.version");
    assertThat(with(Map.of(), "settings", "troupe.http.openapi").out()).isEqualTo(ran.out());
  }

  @Test
  void aPrefixThatThereIsNotIsAnsweredWithTheNearest() {
    Ran ran = with(Map.of(), "settings", "htpp");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains("no setting begins with 'troupe.htpp'; did you mean troupe.http?");
  }

  @Test
  void secretsAreHidden() {
    Map<String, String> secret = Map.of("troupe.encryption.postgres.password", "hush");

    assertThat(with(secret, "settings").out()).contains("(hidden)").doesNotContain("hush");
    assertThat(with(secret, "settings", "-o", "json").out())
        .contains("(hidden)")
        .doesNotContain("hush");
  }

  @Test
  void aProgramCanReadIt() throws JsonProcessingException {
    Ran ran = with(Map.of("troupe.outbox.deliverers", "8"), "settings", "outbox.d", "-o", "json");

    JsonNode one = new ObjectMapper().readTree(ran.out()).path(0);
    assertThat(one.path("setting").asText()).isEqualTo("troupe.outbox.deliverers");
    assertThat(one.path("value").asText()).isEqualTo("8");
    assertThat(one.path("default").asText()).isEqualTo("4");
    assertThat(one.path("isDefault").asBoolean(true)).isFalse();
    assertThat(one.path("kind").asText()).isEqualTo("number");
    assertThat(one.path("unit").asText()).isEqualTo("deliverers");
    assertThat(one.path("range").asText()).isEqualTo("1 to 64");
    assertThat(one.path("from").asText()).isEqualTo("system properties");
  }

  @Test
  void whatANodeWouldNotStartWithIsSaidAndEndsWithOne() {
    Ran ran = with(Map.of("troupe.http.prot", "1"), "settings", "http.port");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("troupe.http.port");
    assertThat(ran.err().strip())
        .isEqualTo(
            "troupe: unknown setting troupe.http.prot (system properties); did you mean troupe.http.port?");
  }

  @Test
  void helpSaysWhatItPrints() {
    assertThat(Ran.of("settings", "--help").out()).contains("PREFIX", "--output", "Exit codes:");
  }
}
