package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Forge.Token;
import dev.troupe.tenants.auth.Verdict.Believed;
import dev.troupe.tenants.auth.Verdict.Reason;
import dev.troupe.tenants.auth.Verdict.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Forge FORGE = new Forge();
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final TokenVerifier VERIFIER =
      TokenVerifier.of(
          TokenSettings.of(Forge.ISSUER, Forge.AUDIENCE),
          TokenKeys.fixed(KeySet.parse(FORGE.jwks().getBytes(StandardCharsets.UTF_8))),
          () -> NOW);

  private static Token good() {
    return FORGE.token("acme", "account:*", NOW);
  }

  private static Verdict verdict(String token) {
    return VERIFIER.verify(token).toCompletableFuture().join();
  }

  private static void assertRefused(Token token, Reason reason) {
    assertThat(verdict(token.text()))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
              assertThat(refused.detail()).hasSizeGreaterThan(15).doesNotContain("eyJ", "evil");
            });
  }

  @Test
  void aGoodTokenSaysWhoAsks() {
    Believed ann =
        new Believed(Principal.of("ann", TenantId.of("acme"), Permissions.of("account:*")));

    assertThat(verdict(good().text())).isEqualTo(ann);
    assertThat(verdict(FORGE.byRsa(good()).text())).isEqualTo(ann);
    assertThat(verdict(good().header("typ", "at+jwt").text())).isEqualTo(ann);
    assertThat(verdict(good().header("typ", null).text())).isEqualTo(ann);
    assertThat(verdict(good().claim("aud", List.of("other", Forge.AUDIENCE)).text()))
        .isEqualTo(ann);
    assertThat(verdict(good().claim("scope", List.of("account:*")).text())).isEqualTo(ann);
    assertThat(verdict(good().claim("scope", null).claim("scp", List.of("account:*")).text()))
        .isEqualTo(ann);
  }

  @Test
  void aTokenWithoutATenantIsAnOperators() {
    assertThat(verdict(good().claim("tenant", null).claim("scope", null).text()))
        .isEqualTo(new Believed(Principal.operator("ann", Permissions.none())));
  }

  @Test
  void aTokenThatNobodySignedIsRefused() {
    assertRefused(FORGE.unsigned(good()), Reason.WRONG_ALGORITHM);
    assertRefused(FORGE.unsigned(good()).header("alg", "NONE"), Reason.WRONG_ALGORITHM);
    assertRefused(FORGE.unsigned(good()).header("alg", "ES256"), Reason.MALFORMED);
    assertRefused(FORGE.byPublicKeyAsSecret(good()), Reason.WRONG_ALGORITHM);
  }

  @Test
  void aTokenThatSomeoneElseSignedIsRefused() {
    assertRefused(FORGE.byAStranger(good()), Reason.WRONG_SIGNATURE);
    assertRefused(good().header("kid", "rsa"), Reason.WRONG_SIGNATURE);
    assertRefused(FORGE.byAStranger(good()).header("kid", "evil"), Reason.UNKNOWN_KEY);
    assertRefused(good().header("kid", null), Reason.UNKNOWN_KEY);
  }

  @Test
  void aKeyThatTheTokenBringsAlongIsNotLookedAt() {
    Token stranger = FORGE.byAStranger(good());
    assertRefused(stranger.header("jwk", FORGE.strangersKey()), Reason.WRONG_SIGNATURE);
    assertRefused(
        stranger.header("kid", "evil").header("jwk", FORGE.strangersKey()), Reason.UNKNOWN_KEY);
    assertRefused(stranger.header("jku", "http://127.0.0.1:1/evil"), Reason.WRONG_SIGNATURE);
    assertRefused(stranger.header("x5u", "http://127.0.0.1:1/evil"), Reason.WRONG_SIGNATURE);
  }

  @Test
  void anExtensionThatMustBeUnderstoodIsNot() {
    assertRefused(
        good().header("crit", List.of("evil")).header("evil", true), Reason.WRONG_SIGNATURE);
    assertRefused(good().header("typ", "logout+jwt"), Reason.MALFORMED);
  }

  @Test
  void aTokenThatWasChangedIsRefused() {
    String[] parts = good().text().split("\\.", -1);
    String[] others = FORGE.token("globex", "account:*", NOW).text().split("\\.", -1);

    assertThat(((Refused) verdict(parts[0] + "." + others[1] + "." + parts[2])).reason())
        .isEqualTo(Reason.WRONG_SIGNATURE);
  }

  @Test
  void aTokenOfOrForSomeoneElseIsRefused() {
    assertRefused(good().claim("iss", "https://evil.example"), Reason.WRONG_ISSUER);
    assertRefused(good().claim("iss", null), Reason.WRONG_ISSUER);
    assertRefused(good().claim("aud", "evil"), Reason.WRONG_AUDIENCE);
    assertRefused(good().claim("aud", null), Reason.WRONG_AUDIENCE);
  }

  @Test
  void aTokenIsGoodForItsTimeAlone() {
    long now = NOW.getEpochSecond();
    assertThat(verdict(good().claim("exp", now - 29).text())).isInstanceOf(Believed.class);
    assertRefused(good().claim("exp", now - 30), Reason.EXPIRED);
    assertRefused(good().claim("exp", null), Reason.EXPIRED);
    assertThat(verdict(good().claim("nbf", now + 30).text())).isInstanceOf(Believed.class);
    assertRefused(good().claim("nbf", now + 31), Reason.NOT_YET_VALID);
    assertRefused(good().claim("iat", now + 31), Reason.NOT_YET_VALID);
    assertRefused(good().claim("exp", now + 86_401), Reason.TOO_LONG_LIVED);
    assertRefused(good().claim("exp", now + 86_401).claim("iat", null), Reason.TOO_LONG_LIVED);
    assertRefused(good().claim("exp", 253_402_300_799L), Reason.TOO_LONG_LIVED);
  }

  @Test
  void aClaimThatIsNotWhatItShouldBeIsRefused() {
    assertRefused(good().claim("tenant", "_system"), Reason.WRONG_CLAIM);
    assertRefused(good().claim("tenant", "Evil"), Reason.WRONG_CLAIM);
    assertRefused(good().claim("tenant", List.of("acme")), Reason.WRONG_CLAIM);
    assertRefused(good().claim("scope", Map.of("account:*", true)), Reason.WRONG_CLAIM);
    assertRefused(good().claim("scope", List.of(1)), Reason.WRONG_CLAIM);
    assertRefused(good().claim("sub", null), Reason.WRONG_CLAIM);
    assertRefused(good().claim("sub", "ann\r\nroot"), Reason.WRONG_CLAIM);
    assertRefused(good().claim("exp", "tomorrow"), Reason.MALFORMED);
  }

  @Test
  void aTokenThatIsTooLongIsNotRead() {
    assertRefused(good().claim("more", "x".repeat(8192)), Reason.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "eyJ.eyJ.", "e30.e30.e30", "a.b.c.d.e"})
  void whatIsNoTokenIsRefused(String text) {
    assertThat(verdict(text)).isInstanceOf(Refused.class);
  }

  @Property(tries = 300)
  void whateverIsSentIsRefusedInPeace(@ForAll String text) {
    assertThat(verdict(text)).isInstanceOf(Refused.class);
    assertThat(verdict(good().header("kid", text).header("cty", text).text())).isNotNull();
  }

  @Test
  void anAlgorithmWithASharedSecretCanNotBeConfigured() {
    for (String algorithm : List.of("none", "HS256", "HS512", "es256", "")) {
      assertThatThrownBy(() ->
              new TokenSettings(
                  "i", "a", Set.of(algorithm), Duration.ZERO, 100, Duration.ofHours(1), "t", "s"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was '%s'".formatted(algorithm));
    }
  }

  @Test
  void aKeySetWithoutAKeyThatCanSignIsRefused() {
    for (String json :
        List.of(
            "",
            "{}",
            "{\"keys\":[]}",
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}]}")) {
      assertThatThrownBy(() -> KeySet.parse(json.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("key set: ");
    }
  }

  @Test
  void noKeysAreAnotherReasonThanAWrongOne() {
    TokenKeys none =
        new TokenKeys() {
          @Override
          public Optional<KeySet> current() {
            return Optional.empty();
          }

          @Override
          public java.util.concurrent.CompletionStage<Optional<KeySet>> refreshed() {
            return java.util.concurrent.CompletableFuture.completedStage(current());
          }
        };
    TokenVerifier verifier =
        TokenVerifier.of(TokenSettings.of(Forge.ISSUER, Forge.AUDIENCE), none, () -> NOW);

    assertThat(verifier.verify(good().text()).toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.KEYS_UNAVAILABLE));
  }
}
