package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.actor.TopicType;
import dev.troupe.cluster.TopicNode;
import dev.troupe.cluster.TopicRef;
import dev.troupe.cluster.Topics;
import dev.troupe.cluster.testkit.EventReader;
import dev.troupe.http.internal.OpenEvents;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRoutesTest {
  sealed interface News {}

  record Weather(String text) implements News {}

  /** What happens on a node. */
  sealed interface NodeNews {}

  record Drained(int left) implements NodeNews {}

  /** Called like the event that the platform sends. */
  record Gap(int missed) {}

  private static final TopicType<News> NEWS = TopicType.of("news", News.class);
  private static final TenantId ACME = TenantId.of("acme");
  private static final String SETTINGS =
      """
      troupe.http.events { buffer = 4, heartbeat = 500ms }
      troupe.tenants.limits.streams = 3
      pekko.coordinated-shutdown.run-by-actor-system-terminate = off
      """;

  private final TopicNode node = new TopicNode(SETTINGS, NEWS);
  private final ActorSystem<Void> system = node.system();
  private final ServerBinding server;
  private final TopicRef<News> topic;

  EventRoutesTest() throws Exception {
    node.join(node);
    topic = Topics.on(system).refFor(NEWS, ACME);
    // @start region="node"
    GuardedRoute nodeNews =
        EventRoutes.node(PathMatchers.segment("node-news"), "watch", NodeNews.class);
    // @end
    server =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .withSettings(HttpSettings.server(system))
            .bind(
                Problems.sealed(
                    Directives.concat(
                        EventRoutes.topic(NEWS).under(Authentication.none()),
                        nodeNews.under(Authentication.none()))))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private EventReader reader(String path, String... headers) throws Exception {
    return EventReader.of(
        URI.create("http://127.0.0.1:%d%s".formatted(server.localAddress().getPort(), path)),
        headers);
  }

  @Test
  void whoReadsIsToldWhatIsPublishedFromThenOn() throws Exception {
    topic.publish(new Weather("before"));
    try (EventReader reader = reader("/tenants/acme/topics/news")) {
      assertThat(reader.next()).isEqualTo(": subscribed");
      topic.publish(new Weather("fog"));
      topic.publish(new Weather("sun"));
      assertThat(reader.next())
          .isEqualTo("id: 1|event: weather|data: {\"type\":\"weather\",\"text\":\"fog\"}");
      assertThat(reader.next()).startsWith("id: 2|").contains("sun");
      assertThat(reader.status()).isEqualTo(200);
      assertThat(reader.header("content-type")).startsWith("text/event-stream");
      assertThat(reader.header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void theTenantAndTheIdOfThePathSayWhichTopic() throws Exception {
    try (EventReader others = reader("/tenants/globex/topics/news");
        EventReader tea = reader("/tenants/acme/topics/news?id=tea")) {
      assertThat(others.next()).isEqualTo(": subscribed");
      assertThat(tea.next()).isEqualTo(": subscribed");
      Topics topics = Topics.on(system);
      topic.publish(new Weather("fog"));
      topics.refFor(NEWS, ACME, "tea").publish(new Weather("tea"));
      topics.refFor(NEWS, TenantId.of("globex")).publish(new Weather("theirs"));
      assertThat(others.next()).startsWith("id: 1|").contains("theirs");
      assertThat(tea.next()).startsWith("id: 1|").contains("tea");
    }
  }

  @Test
  void whoComesAgainIsToldThatSomethingMayBeMissing() throws Exception {
    try (EventReader reader = reader("/tenants/acme/topics/news", "Last-Event-ID", "41")) {
      assertThat(reader.next()).isEqualTo("event: gap|data: {}");
      assertThat(reader.next()).isEqualTo(": subscribed");
    }
  }

  @Test
  void whoGoesIsForgottenAndATenantHasNoMoreStreamsThanItMay() throws Exception {
    String path = "/tenants/acme/topics/news";
    try (EventReader first = reader(path);
        EventReader second = reader(path);
        EventReader third = reader(path);
        EventReader fourth = reader(path);
        EventReader others = reader("/tenants/globex/topics/news")) {
      for (EventReader each : List.of(first, second, third, others)) {
        assertThat(each.next()).isEqualTo(": subscribed");
      }
      assertThat(fourth.status()).isEqualTo(429);
      assertThat(OpenEvents.on(system).count()).isEqualTo(4);
    }
    node.awaitAssert(() -> {
      assertThat(OpenEvents.on(system).count()).isZero();
      assertThat(Streams.on(system).running(ACME)).isZero();
      assertThat(Metrics.on(system).registry().get("troupe.topic.subscriptions").gauge().value())
          .isZero();
    });
  }

  @Test
  void forWhoReadsTooSlowlyTheOldestAreDroppedCountedAndReported() throws Exception {
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(server.localAddress());
      slow.getOutputStream()
          .write(
              "GET /tenants/acme/topics/news HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      node.awaitAssert(() ->
          assertThat(
                  Metrics.on(system).registry().get("troupe.topic.subscriptions").gauge().value())
              .isEqualTo(1));
      String large = "x".repeat(50_000);
      node.awaitAssert(() -> {
        for (int i = 0; i < 100; i++) {
          topic.publish(new Weather(large));
        }
        assertThat(
                Metrics.on(system)
                    .registry()
                    .get("troupe.topic.dropped")
                    .tag("reason", "slow-reader")
                    .counter()
                    .count())
            .isPositive();
      });
      assertThat(readUntil(slow.getInputStream(), "event: gap\ndata: {\"missed\":")).isTrue();
    }
  }

  private static boolean readUntil(InputStream in, String wanted) throws IOException {
    StringBuilder last = new StringBuilder();
    byte[] some = new byte[8192];
    for (int read = in.read(some); read >= 0; read = in.read(some)) {
      last.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
      if (last.indexOf(wanted) >= 0) {
        return true;
      }
      last.delete(0, Math.max(0, last.length() - wanted.length()));
    }
    return false;
  }

  @Test
  void aStreamEndsWhenTheNodeLeaves() throws Exception {
    try (EventReader reader = reader("/tenants/acme/topics/news")) {
      assertThat(reader.next()).isEqualTo(": subscribed");
      var unused = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
      assertThat(reader.next()).isEqualTo(": this node is leaving");
      assertThat(reader.next()).isEqualTo(EventReader.END);
    }
  }

  @Test
  void whatHappensOnTheNodeIsToldToo() throws Exception {
    try (EventReader reader = reader("/node-news")) {
      assertThat(reader.next()).isEqualTo(": subscribed");
      node.awaitAssert(() -> {
        system.eventStream().tell(new EventStream.Publish<>(new Drained(3)));
        assertThat(reader.hasNext()).isTrue();
      });
      assertThat(reader.next())
          .isEqualTo("id: 1|event: drained|data: {\"type\":\"drained\",\"left\":3}");
    }
  }

  @Test
  void anIdThatIsNoneAndATypeThatIsNotThereAreRefused() throws Exception {
    assertThat(reader("/tenants/acme/topics/news?id=a%20b").status()).isEqualTo(400);
    assertThat(reader("/tenants/NOT/topics/news").status()).isEqualTo(400);
    assertThat(reader("/tenants/acme/topics/olds").status()).isEqualTo(404);
  }

  @Test
  void noMessageIsCalledAsTheGapIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventRoutes.topic(TopicType.of("holes", Gap.class)))
        .withMessageContaining("'gap'");
  }
}
