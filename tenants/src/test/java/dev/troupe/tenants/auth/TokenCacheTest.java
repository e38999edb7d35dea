package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant END = NOW.plusSeconds(3600);
  private static final Principal ANN = Principal.of("ann", TenantId.of("acme"), Permissions.none());

  private final KeySet keys = KeySet.parse(new Forge().jwks().getBytes(StandardCharsets.UTF_8));
  private final TokenCache cache = TokenCache.of(100, Duration.ofMinutes(1));

  @Test
  void remembersForAWhile() {
    cache.entry("a").put(keys, ANN, NOW, END);

    assertThat(cache.entry("a").get(keys, NOW.plusSeconds(59))).contains(ANN);
    assertThat(cache.entry("a").get(keys, NOW.plusSeconds(60))).isEmpty();
    assertThat(cache.entry("b").get(keys, NOW)).isEmpty();
  }

  @Test
  void remembersNoLongerThanTheTokenIsGood() {
    cache.entry("a").put(keys, ANN, NOW, NOW.plusSeconds(5));
    cache.entry("b").put(keys, ANN, NOW, NOW.minusSeconds(5));

    assertThat(cache.entry("a").get(keys, NOW.plusSeconds(4))).contains(ANN);
    assertThat(cache.entry("a").get(keys, NOW.plusSeconds(5))).isEmpty();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void forgetsAllThatOtherKeysBelieved() {
    cache.entry("a").put(keys, ANN, NOW, END);
    KeySet others = KeySet.parse(new Forge().jwks().getBytes(StandardCharsets.UTF_8));

    assertThat(cache.entry("a").get(others, NOW)).isEmpty();
  }

  @Test
  void isNeverLargerThanSaidAndKeepsWhatIsUsed() {
    cache.entry("used").put(keys, ANN, NOW, END);
    for (int i = 0; i < 1000; i++) {
      cache.entry("other " + i).put(keys, ANN, NOW, END);
      assertThat(cache.size()).isLessThanOrEqualTo(100);
      assertThat(cache.entry("used").get(keys, NOW)).contains(ANN);
    }
    assertThat(cache.entry("other 1").get(keys, NOW)).isEmpty();
  }

  @Test
  void ofNoneRemembersNothing() {
    TokenCache none = TokenCache.of(100, Duration.ZERO);
    none.entry("a").put(keys, ANN, NOW, END);

    assertThat(none.entry("a").get(keys, NOW)).isEmpty();
    assertThatThrownBy(() -> TokenCache.of(-1, Duration.ZERO)).hasMessageContaining("'-1'");
  }
}
