package dev.troupe.cluster;

import static dev.troupe.cluster.TopicNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.TopicType;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.TopicEnvelope;
import dev.troupe.persistence.TopicMessages;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicsOfTwoNodesTest {
  /** What is published. */
  record Weather(String text) {}

  private static final TopicType<Weather> WEATHER = TopicType.of("weather", Weather.class);
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");

  private static TopicNode near;
  private static TopicNode far;

  @BeforeAll
  static void start() {
    near = new TopicNode("", WEATHER);
    far = new TopicNode("", WEATHER);
    near.join(near);
    far.join(near);
    for (TopicNode each : new TopicNode[] {near, far}) {
      each.awaitAssert(() -> assertThat(await(each.topics.reach(WEATHER))).isEqualTo(2));
    }
  }

  @AfterAll
  static void stop() {
    far.close();
    near.close();
  }

  private static TestProbe<Weather> subscriber(TopicNode node, TenantId tenant, String id) {
    TestProbe<Weather> probe = TestProbe.create(node.system);
    await(node.topics.refFor(WEATHER, tenant, id).subscribe(probe.getRef()));
    return probe;
  }

  /** What the node is sent from others; whoever has it could have forged it. */
  private static ActorRef<TopicEnvelope> intake(TopicNode from, TopicNode of) {
    ServiceKey<TopicEnvelope> key = ServiceKey.create(TopicEnvelope.class, "troupe-topic-weather");
    TestProbe<Receptionist.Listing> listing = TestProbe.create(from.system);
    from.system.receptionist().tell(Receptionist.find(key, listing.getRef()));
    Set<ActorRef<TopicEnvelope>> all = listing.receiveMessage().getServiceInstances(key);
    return all.stream()
        .filter(ref -> ref.path().address().hasGlobalScope() == (from != of))
        .findFirst()
        .orElseThrow();
  }

  private static double dropped(TopicNode node, String reason) {
    return Metrics.on(node.system)
        .registry()
        .get("troupe.topic.dropped")
        .tag("reason", reason)
        .counter()
        .count();
  }

  @Test
  void whatIsPublishedOnOneNodeIsHeardOnBothOnceAndInItsOrder() {
    TestProbe<Weather> here = subscriber(near, ACME, "both");
    TestProbe<Weather> there = subscriber(far, ACME, "both");
    TestProbe<Weather> others = subscriber(far, GLOBEX, "both");
    for (int i = 0; i < 100; i++) {
      near.topics.refFor(WEATHER, ACME, "both").publish(new Weather("" + i));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(here.receiveMessage()).isEqualTo(new Weather("" + i));
      assertThat(there.receiveMessage()).isEqualTo(new Weather("" + i));
    }
    near.topics.refFor(WEATHER, GLOBEX, "both").publish(new Weather("theirs"));
    assertThat(others.receiveMessage()).isEqualTo(new Weather("theirs"));
    near.topics.refFor(WEATHER, ACME, "both").publish(new Weather("last"));
    assertThat(here.receiveMessage()).isEqualTo(new Weather("last"));
    assertThat(there.receiveMessage()).isEqualTo(new Weather("last"));
  }

  @Test
  void whatIsPublishedOnAnotherTenantsBehalfIsStoppedWhereItArrivesAndCounted() {
    TestProbe<Weather> victim = subscriber(far, ACME, "forged");
    EntityKey topic = EntityKey.of(ACME, "forged");
    TopicMessages messages = new TopicMessages(near.system, 1_000);
    double before = dropped(far, "forged");
    ActorRef<TopicEnvelope> intake = intake(near, far);
    intake.tell(messages.put(WEATHER, topic, GLOBEX, new Weather("forged")));
    intake.tell(
        messages.put(
            TopicType.of("other", Weather.class), topic, ACME, new Weather("of another type")));
    intake.tell(messages.put(WEATHER, topic, ACME, new Weather("true")));
    assertThat(victim.receiveMessage()).isEqualTo(new Weather("true"));
    assertThat(dropped(far, "forged")).isEqualTo(before + 2);
  }

  @Test
  void whatANodeCanNotReadIsDroppedAndCountedAndTheRestIsHeard() {
    TestProbe<Weather> ann = subscriber(far, ACME, "newer");
    EntityKey topic = EntityKey.of(ACME, "newer");
    double before = dropped(far, "unreadable");
    ActorRef<TopicEnvelope> intake = intake(near, far);
    intake.tell(new TopicEnvelope("weather", topic, ACME, "earthquake", new byte[] {1}));
    intake.tell(
        new TopicMessages(near.system, 1_000).put(WEATHER, topic, ACME, new Weather("fog")));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("fog"));
    assertThat(dropped(far, "unreadable")).isEqualTo(before + 1);
  }

  @Test
  void whoUnsubscribesOrEndsHearsNothingMoreOfTheOtherNodeAndOthersDo() {
    TestProbe<Weather> stays = subscriber(far, ACME, "left");
    TestProbe<Weather> goes = subscriber(far, ACME, "left");
    TestProbe<Weather> ends = subscriber(far, ACME, "left");
    TopicRef<Weather> published = near.topics.refFor(WEATHER, ACME, "left");
    published.publish(new Weather("first"));
    for (TestProbe<Weather> each : List.of(stays, goes, ends)) {
      assertThat(each.receiveMessage()).isEqualTo(new Weather("first"));
    }
    double before = subscriptions(far);
    await(far.topics.refFor(WEATHER, ACME, "left").unsubscribe(goes.getRef()));
    ends.stop();
    far.awaitAssert(() -> assertThat(subscriptions(far)).isEqualTo(before - 2));

    published.publish(new Weather("second"));
    assertThat(stays.receiveMessage()).isEqualTo(new Weather("second"));
    // Both come over the same hub, and so in this order.
    await(far.topics.refFor(WEATHER, ACME, "marked").subscribe(goes.getRef()));
    near.topics.refFor(WEATHER, ACME, "marked").publish(new Weather("marker"));
    assertThat(goes.receiveMessage()).isEqualTo(new Weather("marker"));
  }

  private static double subscriptions(TopicNode node) {
    return Metrics.on(node.system).registry().get("troupe.topic.subscriptions").gauge().value();
  }

  @Test
  void aNodeThatLeavesIsSentNothingMore() {
    TopicNode third = new TopicNode("", WEATHER).join(near);
    try {
      near.awaitAssert(() -> assertThat(await(near.topics.reach(WEATHER))).isEqualTo(3));
    } finally {
      third.close();
    }
    near.awaitAssert(() -> assertThat(await(near.topics.reach(WEATHER))).isEqualTo(2));
  }
}
