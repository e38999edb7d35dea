package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.TopicType;
import dev.troupe.cluster.TopicNode;
import dev.troupe.cluster.Topics;
import dev.troupe.cluster.testkit.EventReader;
import dev.troupe.http.internal.OpenEvents;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Forge;
import dev.troupe.tenants.auth.KeySet;
import dev.troupe.tenants.auth.TokenKeys;
import dev.troupe.tenants.auth.TokenSettings;
import dev.troupe.tenants.auth.TokenVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.Test;

/** Streams of events for those who may read them, and for as long as they may be open. */
class GuardedEventsTest {
  record Weather(String text) {}

  private static final Forge FORGE = new Forge();
  private static final TopicType<Weather> NEWS = TopicType.of("news", Weather.class);
  private static final TenantId ACME = TenantId.of("acme");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PATH = "/tenants/acme/topics/news";

  private volatile Instant now = NOW;

  /** A node that asks who it is, and on which a stream may be open for so long. */
  private final class Site implements AutoCloseable {
    private final TopicNode node;
    private final ServerBinding server;

    Site(Duration longest) throws Exception {
      node =
          new TopicNode(
              "troupe.http.events { heartbeat = 200ms, longest = %dms }"
                  .formatted(longest.toMillis()),
              NEWS);
      node.join(node);
      TokenVerifier verifier =
          TokenVerifier.of(
              TokenSettings.of(Forge.ISSUER, Forge.AUDIENCE),
              TokenKeys.fixed(KeySet.parse(FORGE.jwks().getBytes(StandardCharsets.UTF_8))),
              () -> now);
      Authentication authentication = Authentication.jwt(verifier, (of, to) -> List.of());
      server =
          Http.get(node.system())
              .newServerAt("127.0.0.1", 0)
              .withSettings(HttpSettings.server(node.system()))
              .bind(Problems.sealed(EventRoutes.topic(NEWS).under(authentication)))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
    }

    EventReader sent(String... headers) throws Exception {
      return EventReader.of(
          URI.create("http://127.0.0.1:%d%s".formatted(server.localAddress().getPort(), PATH)),
          headers);
    }

    EventReader reader(String tenant, String scope) throws Exception {
      return sent("Authorization", "Bearer " + FORGE.token(tenant, scope, NOW).text());
    }

    void publish(String text) {
      Topics.on(node.system()).refFor(NEWS, ACME).publish(new Weather(text));
    }

    void awaitNobodyIsTold() {
      node.awaitAssert(() -> {
        assertThat(OpenEvents.on(node.system()).count()).isZero();
        assertThat(Streams.on(node.system()).running(ACME)).isZero();
        assertThat(
                Metrics.on(node.system())
                    .registry()
                    .get("troupe.topic.subscriptions")
                    .gauge()
                    .value())
            .isZero();
      });
    }

    @Override
    public void close() {
      node.close();
    }
  }

  @Test
  void noneButThoseOfTheTenantWithTheScopeAreToldAnything() throws Exception {
    try (Site site = new Site(Duration.ofMinutes(10))) {
      assertThat(site.sent().status()).isEqualTo(401);
      assertThat(site.sent("Authorization", "Bearer nonsense").status()).isEqualTo(401);
      assertThat(site.reader("globex", "*:*").status()).isEqualTo(403);
      assertThat(site.reader("acme", "news:publish").status()).isEqualTo(403);
      site.awaitNobodyIsTold();
      try (EventReader reader = site.reader("acme", "news:subscribe")) {
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.next()).isEqualTo(": subscribed");
      }
      site.awaitNobodyIsTold();
    }
  }

  @Test
  void aTokenThatHasEndedOpensNoStreamAndOneThatIsOpenGoesOn() throws Exception {
    try (Site site = new Site(Duration.ofMinutes(10));
        EventReader reader = site.reader("acme", "news:subscribe")) {
      assertThat(reader.next()).isEqualTo(": subscribed");
      now = NOW.plus(Duration.ofHours(1));
      assertThat(site.reader("acme", "news:subscribe").status()).isEqualTo(401);
      site.publish("fog");
      assertThat(reader.next()).startsWith("id: 1|").contains("fog");
    }
  }

  @Test
  void aStreamEndsAfterTheLongestTimeAndItsSubscriberIsForgotten() throws Exception {
    try (Site site = new Site(Duration.ofSeconds(2));
        EventReader reader = site.reader("acme", "news:subscribe")) {
      assertThat(reader.status()).isEqualTo(200);
      String last = reader.next();
      while (!last.equals(EventReader.END)) {
        // On a slow machine it may end before it has begun.
        assertThat(last).isEqualTo(": subscribed");
        last = reader.next();
      }
      site.awaitNobodyIsTold();
      now = NOW.plus(Duration.ofHours(1));
      assertThat(site.reader("acme", "news:subscribe").status()).as("again").isEqualTo(401);
    }
  }
}
