package dev.troupe.cluster;

import static dev.troupe.cluster.TopicNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.actor.TopicType;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.Forbidden;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicsTest {
  sealed interface News {}

  record Weather(String text) implements News {}

  record Sports(String text) implements News {}

  private static final TopicType<News> NEWS = TopicType.of("news", News.class);
  private static final TopicType<News> GOSSIP = TopicType.of("gossip", News.class);
  private static final TopicType<News> UNKNOWN = TopicType.of("unknown", News.class);
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");

  private static TopicNode node;

  @BeforeAll
  static void start() {
    node =
        new TopicNode(
            "troupe.topics { message-bytes = 1 KiB, subscriptions-per-tenant = 50 }", NEWS, GOSSIP);
    node.join(node);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static TestProbe<News> subscriber(TopicRef<News> topic) {
    TestProbe<News> probe = TestProbe.create(node.system);
    await(topic.subscribe(probe.getRef()));
    return probe;
  }

  private static double count(String name, String type) {
    return Metrics.on(node.system).registry().get(name).tag("type", type).counter().count();
  }

  @Test
  void allWhoHaveSubscribedHearWhatIsPublishedInItsOrder() {
    TopicRef<News> topic = node.topics.refFor(NEWS, ACME, "all");
    TestProbe<News> ann = subscriber(topic);
    TestProbe<News> bob = subscriber(topic);
    topic.publish(new Weather("fog"));
    topic.publish(new Sports("1:0"));
    for (TestProbe<News> each : List.of(ann, bob)) {
      assertThat(each.receiveMessage()).isEqualTo(new Weather("fog"));
      assertThat(each.receiveMessage()).isEqualTo(new Sports("1:0"));
    }
  }

  @Test
  void anotherTenantsTopicOfTheSameNameIsAnother() {
    TestProbe<News> ann = subscriber(node.topics.refFor(NEWS, ACME, "same"));
    TestProbe<News> others = subscriber(node.topics.refFor(NEWS, GLOBEX, "same"));
    TestProbe<News> withoutId = subscriber(node.topics.refFor(NEWS, ACME));
    TestProbe<News> otherType = subscriber(node.topics.refFor(GOSSIP, ACME, "same"));
    node.topics.refFor(NEWS, ACME, "same").publish(new Weather("fog"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("fog"));
    // What would come to them comes before this, which the same hub sends last.
    node.topics.refFor(NEWS, GLOBEX, "same").publish(new Weather("sun"));
    node.topics.refFor(NEWS, ACME).publish(new Weather("rain"));
    node.topics.refFor(GOSSIP, ACME, "same").publish(new Weather("snow"));
    assertThat(others.receiveMessage()).isEqualTo(new Weather("sun"));
    assertThat(withoutId.receiveMessage()).isEqualTo(new Weather("rain"));
    assertThat(otherType.receiveMessage()).isEqualTo(new Weather("snow"));
  }

  @Test
  void whoUnsubscribesHearsNothingMoreAndWhoSubscribesTwiceHearsItOnce() {
    TopicRef<News> topic = node.topics.refFor(NEWS, ACME, "twice");
    TestProbe<News> ann = subscriber(topic);
    await(topic.subscribe(ann.getRef()));
    topic.publish(new Weather("fog"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("fog"));
    await(topic.unsubscribe(ann.getRef()));
    topic.publish(new Weather("sun"));
    await(topic.subscribe(ann.getRef()));
    topic.publish(new Weather("rain"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("rain"));
  }

  @Test
  void aSubscriberThatEndsIsForgotten() {
    TopicNode alone = new TopicNode("", NEWS);
    try (alone) {
      alone.join(alone);
      TopicRef<News> topic = alone.topics.refFor(NEWS, ACME);
      TestProbe<News> heard = TestProbe.create(alone.system);
      ActorRef<News> mortal =
          alone.system.systemActorOf(
              Behaviors.receiveMessage(news -> {
                heard.getRef().tell(news);
                return Behaviors.stopped();
              }),
              "mortal",
              Props.empty());
      await(topic.subscribe(mortal));
      topic.publish(new Weather("fog"));
      assertThat(heard.receiveMessage()).isEqualTo(new Weather("fog"));
      alone.awaitAssert(() ->
          assertThat(
                  Metrics.on(alone.system)
                      .registry()
                      .get("troupe.topic.subscriptions")
                      .gauge()
                      .value())
              .isZero());
    }
  }

  @Test
  void aTenantHasNoMoreSubscriptionsThanItMay() {
    TenantId many = TenantId.of("many");
    for (int i = 0; i < 50; i++) {
      var unused = subscriber(node.topics.refFor(NEWS, many, "n-" + i));
    }
    TestProbe<News> late = TestProbe.create(node.system);
    assertThatThrownBy(() -> await(node.topics.refFor(NEWS, many).subscribe(late.getRef())))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(Throttled.class)
        .hasMessageContaining("troupe.topics.subscriptions-per-tenant");
    await(node.topics.refFor(NEWS, GLOBEX).subscribe(late.getRef()));
    node.topics.refFor(NEWS, GLOBEX).publish(new Weather("fog"));
    assertThat(late.receiveMessage()).isEqualTo(new Weather("fog"));
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedAndNobodyIsTold() {
    TopicRef<News> topic = node.topics.refFor(NEWS, ACME, "large");
    TestProbe<News> ann = subscriber(topic);
    assertThatThrownBy(() -> topic.publish(new Weather("x".repeat(2_000))))
        .isInstanceOf(TooLarge.class);
    topic.publish(new Weather("fog"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("fog"));
  }

  @Test
  void whoPublishesMoreThanItsTenantMayIsThrottledAndNoOtherIs() {
    TopicNode slow = new TopicNode("troupe.tenants.limits.commands-per-second = 1", NEWS);
    try (slow) {
      slow.join(slow);
      TopicRef<News> topic = slow.topics.refFor(NEWS, ACME);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  topic.publish(new Weather("fog"));
                }
              })
          .isInstanceOf(Throttled.class);
      TestProbe<News> others = TestProbe.create(slow.system);
      await(slow.topics.refFor(NEWS, GLOBEX).subscribe(others.getRef()));
      slow.topics.refFor(NEWS, GLOBEX).publish(new Weather("sun"));
      assertThat(others.receiveMessage()).isEqualTo(new Weather("sun"));
    }
  }

  @Test
  void whatIsPublishedAndDeliveredIsCounted() {
    TopicRef<News> topic = node.topics.refFor(GOSSIP, ACME, "counted");
    var unused = subscriber(topic);
    TestProbe<News> bob = subscriber(topic);
    double published = count("troupe.topic.published", "gossip");
    double delivered = count("troupe.topic.delivered", "gossip");
    topic.publish(new Weather("fog"));
    bob.receiveMessage();
    node.awaitAssert(() -> {
      assertThat(count("troupe.topic.published", "gossip")).isGreaterThanOrEqualTo(published + 1);
      assertThat(count("troupe.topic.delivered", "gossip")).isGreaterThanOrEqualTo(delivered + 2);
    });
  }

  @Test
  void onlyWhoseScopesSaySoPublishAndSubscribe() {
    TestProbe<News> probe = TestProbe.create(node.system);
    Principal reader = Principal.of("ann", ACME, Permissions.of("news:subscribe"));
    Principal writer = Principal.of("bob", ACME, Permissions.of("news:publish"));
    TopicRef<News> read = node.topics.as(reader).refFor(NEWS, ACME, "scoped");
    TopicRef<News> write = node.topics.as(writer).refFor(NEWS, ACME, "scoped");

    assertThatThrownBy(() -> read.publish(new Weather("fog"))).isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> await(write.subscribe(probe.getRef())))
        .hasCauseInstanceOf(Forbidden.class);
    await(read.subscribe(probe.getRef()));
    write.publish(new Weather("sun"));
    assertThat(probe.receiveMessage()).isEqualTo(new Weather("sun"));
  }

  @Test
  void nobodyGetsToAnotherTenantsTopicButByAGrant() {
    TestProbe<News> probe = TestProbe.create(node.system);
    Principal ann = Principal.of("ann", ACME, Permissions.of("*:*"));
    TopicRef<News> others = node.topics.as(ann).refFor(NEWS, GLOBEX, "theirs");
    assertThatThrownBy(() -> others.publish(new Weather("fog"))).isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> await(others.subscribe(probe.getRef())))
        .hasCauseInstanceOf(Forbidden.class);

    Grant grant =
        new Grant(
            GLOBEX,
            ACME,
            Permissions.of("news:subscribe"),
            Instant.now().plusSeconds(600),
            "a joint paper");
    TopicRef<News> granted =
        node.topics.as(ann, (of, to) -> List.of(grant)).refFor(NEWS, GLOBEX, "theirs");
    await(granted.subscribe(probe.getRef()));
    assertThatThrownBy(() -> granted.publish(new Weather("fog"))).isInstanceOf(Forbidden.class);
    node.topics.refFor(NEWS, GLOBEX, "theirs").publish(new Weather("sun"));
    assertThat(probe.receiveMessage()).isEqualTo(new Weather("sun"));
  }

  @Test
  void aTypeThatWasNotRegisteredIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node.topics.host(UNKNOWN))
        .withMessageContaining("'unknown'");
    assertThatIllegalStateException()
        .isThrownBy(() -> node.topics.refFor(UNKNOWN, ACME))
        .withMessageContaining("'unknown'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node.topics.refFor(NEWS, TenantId.SYSTEM));
    assertThatIllegalArgumentException().isThrownBy(() -> node.topics.refFor(NEWS, ACME, "no id"));
  }
}
