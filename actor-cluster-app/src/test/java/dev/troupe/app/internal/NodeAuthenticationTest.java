package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.http.Authentication;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Grants;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthenticationTest {
  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Authentication of(Map<String, Object> auth) {
    Config config =
        ConfigFactory.parseMap(auth).withFallback(ConfigFactory.defaultReference()).resolve();
    return NodeAuthentication.of(config, Grants.NONE, opened::add);
  }

  private Map<String, Object> development(String host, boolean beyond) {
    DevelopmentIssuer issuer = DevelopmentIssuer.in(directory, InstantSource.system());
    return Map.of(
        "troupe.http.host",
        host,
        "troupe.auth.issuer",
        DevelopmentIssuer.ISSUER,
        "troupe.auth.audience",
        DevelopmentIssuer.AUDIENCE,
        "troupe.auth.jwks",
        issuer.jwks().toString(),
        "troupe.auth.development-beyond-loopback",
        beyond);
  }

  private Map<String, Object> with(String setting, Object value) {
    Map<String, Object> all = new java.util.HashMap<>(development("127.0.0.1", false));
    all.put(setting, value);
    return all;
  }

  @Test
  void aNodeThatIsToldNothingRefusesToStart() {
    assertThatThrownBy(() -> of(Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("troupe.auth.issuer is empty")
        .hasMessageContaining("TROUPE_AUTH_MODE");
  }

  @Test
  void letsAnyoneInOnlyWhereThatIsSaid() {
    assertThat(of(Map.of("troupe.auth.mode", "none"))).isSameAs(Authentication.none());
  }

  @Test
  void theDevelopmentIssuerIsForOneMachine() {
    assertThat(of(development("127.0.0.1", false))).isNotSameAs(Authentication.none());
    assertThat(of(development("0.0.0.0", true))).isNotSameAs(Authentication.none());
    assertThatThrownBy(() -> of(development("0.0.0.0", false)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("troupe.http.host is '0.0.0.0'")
        .hasMessageContaining("development-beyond-loopback");
    assertThat(opened).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "mode, open, was 'open'",
    "audience, ' ', troupe.auth.audience is empty",
    "jwks, http://issuer.example/jwks, must be https",
    "jwks, nowhere.json, nowhere.json",
    "jwks, https://not a url, auth",
    "max-token-length, 0, at least 64",
    "max-token-lifetime, 0s, lifetime must be positive",
    "cache.tokens, -1, must not be negative"
  })
  void whatWouldLetStrangersInIsRefused(String setting, String value, String why) {
    assertThatThrownBy(() -> of(with("troupe.auth." + setting, value)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(why);
  }

  @Test
  void noSharedSecretSignsATokenThatIsBelieved() {
    for (String algorithm : List.of("none", "HS256")) {
      assertThatThrownBy(() -> of(with("troupe.auth.algorithms", List.of(algorithm))))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("was '%s'".formatted(algorithm));
    }
  }
}
