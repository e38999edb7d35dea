package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.TopicType;
import dev.troupe.metrics.internal.TopicMeters;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.TopicEnvelope;
import dev.troupe.persistence.TopicMessages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub that fails on a message goes on. */
class TopicHubTest {
  /** What is published. */
  record Weather(String text) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TopicType<Weather> WEATHER = TopicType.of("weather", Weather.class);
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId BROKEN = TenantId.of("broken");
  private static final EntityKey TOPIC = EntityKey.of(ACME, "t");

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.<Void>empty(),
          "hub",
          ActorSystemSetup.create(
              BootstrapSetup.create(
                  ConfigFactory.parseString(
                          """
                          pekko.actor.provider = local
                          pekko.actor.testkit.typed.single-expect-default = 60s
                          pekko.loglevel = WARNING
                          """)
                      .withFallback(ConfigFactory.load())),
              MessageSerializer.setup(MessageTypes.of().and(WEATHER))));
  private final TopicMessages messages = new TopicMessages(system, 1_000);
  private final AtomicInteger asked = new AtomicInteger();
  private final ActorRef<TopicHub.Command> hub =
      system.systemActorOf(
          TopicHub.create(
              new TopicHub.Setting(
                  WEATHER,
                  messages,
                  this::serves,
                  forged -> {
                    throw new IllegalStateException("the audit failed");
                  },
                  10,
                  new TopicMeters(new SimpleMeterRegistry(), "weather"))),
          "hub",
          Props.empty());

  private boolean serves(TenantId tenant) {
    asked.incrementAndGet();
    if (tenant.equals(BROKEN)) {
      throw new IllegalStateException("nobody knows");
    }
    return true;
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(system, PATIENCE);
  }

  private TestProbe<Object> subscriber(EntityKey topic) {
    TestProbe<Object> subscriber = TestProbe.create(system);
    TestProbe<Boolean> answer = TestProbe.create(system);
    hub.tell(new TopicHub.Subscribe(topic, subscriber.getRef(), answer.getRef()));
    assertThat(answer.receiveMessage()).isTrue();
    return subscriber;
  }

  private ActorRef<TopicEnvelope> intake() {
    ServiceKey<TopicEnvelope> key = ServiceKey.create(TopicEnvelope.class, "troupe-topic-weather");
    TestProbe<Receptionist.Listing> listing = TestProbe.create(system);
    return listing.awaitAssert(
        PATIENCE,
        () -> {
          system.receptionist().tell(Receptionist.find(key, listing.getRef()));
          var all = listing.receiveMessage().getServiceInstances(key);
          assertThat(all).hasSize(1);
          return all.iterator().next();
        });
  }

  private TopicHub.Publish published(String text) {
    Weather weather = new Weather(text);
    return new TopicHub.Publish(messages.put(WEATHER, TOPIC, ACME, weather), weather, () -> {});
  }

  @Test
  void whoHasSubscribedHearsWhatComesAfterAMessageThatItFailedOnAndMayUnsubscribe() {
    TestProbe<Object> ann = subscriber(TOPIC);
    TestProbe<Object> bob = subscriber(EntityKey.of(BROKEN, "t"));
    ActorRef<TopicEnvelope> intake = intake();
    intake.tell(messages.put(WEATHER, TOPIC, BROKEN, new Weather("forged")));
    intake.tell(messages.put(WEATHER, EntityKey.of(BROKEN, "t"), BROKEN, new Weather("?")));

    intake.tell(messages.put(WEATHER, TOPIC, ACME, new Weather("from afar")));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("from afar"));
    hub.tell(published("from here"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("from here"));
    assertThat(asked.get()).as("how often it was asked who is served").isEqualTo(2);

    TestProbe<Boolean> answer = TestProbe.create(system);
    hub.tell(new TopicHub.Unsubscribe(TOPIC, ann.getRef(), answer.getRef()));
    assertThat(answer.receiveMessage()).isTrue();
    bob.stop();
    TestProbe<Integer> reach = TestProbe.create(system);
    hub.tell(new TopicHub.GetReach(reach.getRef()));
    assertThat(reach.receiveMessage()).isEqualTo(1);
  }

  @Test
  void whoSubscribesAfterItFailedHearsToo() {
    intake().tell(messages.put(WEATHER, TOPIC, BROKEN, new Weather("forged")));
    TestProbe<Object> ann = subscriber(TOPIC);
    hub.tell(published("fog"));
    assertThat(ann.receiveMessage()).isEqualTo(new Weather("fog"));
  }
}
