package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshedKeysTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path directory;

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static Optional<KeySet> refreshed(TokenKeys keys) throws Exception {
    return keys.refreshed().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** A server of key sets at this machine's own address. */
  private static HttpServer server(Answer answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, 0);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    return server;
  }

  private interface Answer {
    String body();
  }

  private static URI at(HttpServer server) {
    return URI.create("http://127.0.0.1:%d/jwks".formatted(server.getAddress().getPort()));
  }

  @Test
  void aFileIsReadAgainWhenItChanged() throws IOException {
    Path file = directory.resolve("jwks.json");
    Files.writeString(file, new Forge().jwks());
    try (RefreshedKeys keys = RefreshedKeys.file(file)) {
      KeySet first = keys.current().orElseThrow();
      Files.writeString(file, "half a");
      Files.writeString(file, new Forge().jwks());

      await(() -> keys.current().orElseThrow() != first);
      assertThat(keys.current().orElseThrow().has("ec")).isTrue();
    }
  }

  @Test
  void aFileThatIsGoneLeavesTheKeysAsTheyWere() throws Exception {
    Path file = directory.resolve("jwks.json");
    Files.writeString(file, new Forge().jwks());
    try (RefreshedKeys keys = RefreshedKeys.file(file)) {
      Files.delete(file);

      assertThat(refreshed(keys)).isPresent();
    }
  }

  @Test
  void aFileThatIsNoKeySetIsRefusedAtTheStart() throws IOException {
    Path file = directory.resolve("jwks.json");
    assertThatThrownBy(() -> RefreshedKeys.file(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
    Files.writeString(file, "x".repeat(KeyFile.LONGEST + 1));
    assertThatThrownBy(() -> RefreshedKeys.file(file)).hasMessageContaining("longer than");
  }

  @Test
  void anIssuerIsAskedOnceHoweverManyWaitAndNotAgainTooSoon() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    String jwks = new Forge().jwks();
    HttpServer server =
        server(() -> {
          asked.incrementAndGet();
          return jwks;
        });
    try (RefreshedKeys keys = RefreshedKeys.url(at(server), LONG, LONG)) {
      for (int i = 0; i < 100; i++) {
        assertThat(refreshed(keys)).isPresent();
      }
      assertThat(asked).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anIssuerThatIsAwayLeavesTheKeysAsTheyWereAndIsTriedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    String first = new Forge().jwks();
    String last = new Forge().jwks();
    HttpServer server =
        server(() ->
            switch (asked.incrementAndGet()) {
              case 1 -> first;
              case 2 -> "";
              case 3 -> "x".repeat(KeyFile.LONGEST + 1);
              case 4 -> "{}";
              default -> last;
            });
    try (RefreshedKeys keys = RefreshedKeys.url(at(server), LONG, Duration.ZERO)) {
      await(() -> keys.current().isPresent());
      KeySet known = keys.current().orElseThrow();
      await(() -> {
        try {
          return asked.get() == 4 || refreshed(keys).orElseThrow() != known;
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
      assertThat(keys.current()).containsSame(known);

      assertThat(refreshed(keys).orElseThrow()).isNotSameAs(known);
      assertThat(refreshed(keys)).isEqualTo(keys.current());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenOfANewKeyIsBelievedAtOnce() throws Exception {
    Forge old = new Forge();
    Forge renewed = new Forge();
    AtomicInteger asked = new AtomicInteger();
    String oldKeys = old.jwks().replace("\"ec\"", "\"old\"");
    HttpServer server = server(() -> asked.incrementAndGet() == 1 ? oldKeys : renewed.jwks());
    try (RefreshedKeys keys = RefreshedKeys.url(at(server), LONG, Duration.ZERO)) {
      await(() -> keys.current().isPresent());
      TokenVerifier verifier =
          TokenVerifier.of(
              TokenSettings.of(Forge.ISSUER, Forge.AUDIENCE),
              keys,
              java.time.InstantSource.system());

      assertThat(
              verifier
                  .verify(renewed.token("acme", "", java.time.Instant.now()).text())
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS))
          .isInstanceOf(Verdict.Believed.class);
      assertThat(asked).hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.example/jwks",
        "http://192.0.2.1/",
        "ftp://127.0.0.1/",
        "jwks.json"
      })
  void anAddressThatOthersCanChangeIsRefused(String url) {
    assertThatThrownBy(() -> RefreshedKeys.url(URI.create(url), LONG, LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was '%s'".formatted(url));
  }
}
