package dev.troupe.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSettingsTest {
  private static final Config DECLARED =
      ConfigFactory.parseString(
          """
          troupe {
            http {
              # The address.
              # Takes: text
              host = "127.0.0.1"

              # Its port.
              # Takes: number, 0 to 65535
              port = 8080
              port = ${?PORT_OF_HTTP}
            }
            # Takes: duration, 1ms or more
            ask-timeout = 5s
            # Takes: secret text
            password = null
            # Takes: numbers by name, 1 or more
            weights {}
            # Takes: settings of Pekko
            dispatcher {
              # Takes: number of messages, 1 or more
              throughput = 1
            }
            other = 5
          }
          """);

  private final KnownSettings known = KnownSettings.of(DECLARED);

  @TempDir Path folder;

  private Config with(String text) {
    return ConfigFactory.parseString(text)
        .withFallback(DECLARED.withoutPath("troupe.other"))
        .resolve();
  }

  @Test
  void allThatAreDeclaredAreKnownWithTheirDefaults() {
    assertThat(known.all())
        .extracting(setting -> setting.key() + "=" + setting.shownDefault())
        .containsExactly(
            "troupe.ask-timeout=5s",
            "troupe.dispatcher.throughput=1",
            "troupe.http.host=127.0.0.1",
            "troupe.http.port=8080",
            "troupe.password=",
            "troupe.weights={}");
  }

  @Test
  void nothingIsWrongWithTheDefaults() {
    assertThat(known.findings(with(""))).isEmpty();
    assertThat(known.findings(ConfigFactory.empty())).isEmpty();
  }

  @Test
  void allUnknownSettingsAreNamedWithTheirOriginAndTheNearest() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("node.conf"),
            "troupe.http.prot = 1\n\ntroupe.htpt { hots = a, b = 2 }\n");
    Config given =
        ConfigFactory.parseMap(Map.of("troupe.aks-timeout", "1s"), "system properties")
            .withFallback(ConfigFactory.parseFile(file.toFile()))
            .withFallback(with(""))
            .resolve();

    assertThat(known.findings(given))
        .containsExactly(
            "unknown setting troupe.aks-timeout (system properties); did you mean troupe.ask-timeout?",
            "unknown setting troupe.htpt.b (%s: 3); there is none that is like it".formatted(file),
            "unknown setting troupe.htpt.hots (%s: 3); did you mean troupe.http.host?"
                .formatted(file),
            "unknown setting troupe.http.prot (%s: 1); did you mean troupe.http.port?"
                .formatted(file));
  }

  @Test
  void aKeyThatALibraryDoesNotDeclareIsUnknownToo() {
    assertThat(known.findings(DECLARED.resolve()))
        .singleElement()
        .asString()
        .startsWith("unknown setting troupe.other (String: ");
  }

  @Test
  void aValueThatIsNotAllowedIsNamedWithWhatIs() {
    Config given =
        with(
            "troupe { http.port = 99999, ask-timeout = soon, http.host = null, weights.acme = 0 }");

    assertThat(known.findings(given))
        .containsExactly(
            "troupe.ask-timeout must be a duration, 1ms or more, was 'soon' (String: 1)",
            "troupe.http.host must be text, was 'null' (String: 1)",
            "troupe.http.port must be a number, 0 to 65535, was '99999' (String: 1)",
            "troupe.weights must be numbers by name, 1 or more, was '{\"acme\":0}' (String: 1)");
  }

  @Test
  void aSectionThatIsAValueIsNamed() {
    assertThat(known.findings(with("troupe.http = 5")))
        .containsExactly("troupe.http is a section of settings, was '5' (String: 1)");
    assertThat(known.findings(with("troupe.http.port.a = 5")))
        .singleElement()
        .asString()
        .startsWith("troupe.http.port must be a number, 0 to 65535, was");
  }

  @Test
  void aSecretIsInNoFindingAndIsShownToNobody() {
    assertThat(known.findings(with("troupe.password = [hush]")))
        .singleElement()
        .asString()
        .startsWith("troupe.password must be text, was '(hidden)'")
        .doesNotContain("hush");
    assertThat(known.inForce(with("troupe.password = hush")))
        .filteredOn(each -> each.setting().isSecret())
        .extracting(SettingInForce::shown, SettingInForce::isDefault)
        .containsExactly(tuple("(hidden)", false));
  }

  @Test
  void namesThatTheirUserGivesAndSettingsOfPekkoAreNotUnknown() {
    assertThat(
            known.findings(
                with("troupe { weights { acme = 3 }, dispatcher.executor.threads = 2 }")))
        .isEmpty();
    assertThat(known.findings(with("troupe.dispatcher.throughput = many"))).hasSize(1);
  }

  @Test
  void whatIsInForceSaysWhereItIsFromAndWhetherItDiffers() {
    Config given = with("troupe { ask-timeout = 5000ms, http.port = 9000 }");

    assertThat(known.inForce(given))
        .filteredOn(each -> !each.isDefault())
        .singleElement()
        .satisfies(port -> {
          assertThat(port.setting().key()).isEqualTo("troupe.http.port");
          assertThat(port.shown()).isEqualTo("9000");
          assertThat(port.origin()).isEqualTo("String: 1");
        });
  }
}
