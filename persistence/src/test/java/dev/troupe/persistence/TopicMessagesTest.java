package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.TopicType;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.TooLarge;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TopicMessagesTest {
  sealed interface News {}

  record Weather(String text) implements News {}

  record Asked(ActorRef<String> replyTo) implements News {}

  enum Alarm implements News {
    FIRE
  }

  /** No message of the type. */
  record Rumour(String text) {}

  private static final TopicType<News> NEWS = TopicType.of("news", News.class);
  private static final EntityKey LOCAL = EntityKey.of(TenantId.of("acme"), "local");
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ActorSystem.create(
              Behaviors.empty(),
              "topics",
              ActorSystemSetup.create(
                  BootstrapSetup.create(ConfigFactory.load()),
                  MessageSerializer.setup(MessageTypes.of(Wallet.TYPE).and(NEWS)))));

  private final TopicMessages messages = new TopicMessages(KIT.system(), 1_000);
  private final Serialization serialization =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private TopicEnvelope put(Object message) {
    return messages.put(NEWS, LOCAL, LOCAL.tenant(), message);
  }

  private TopicEnvelope sent(TopicEnvelope envelope) {
    var serializer = serialization.findSerializerFor(envelope);
    return (TopicEnvelope)
        serialization
            .deserialize(
                serialization.serialize(envelope).get(),
                serializer.identifier(),
                Serializers.manifestFor(serializer, envelope))
            .get();
  }

  @Test
  void whatIsLongIsPackedOnceForAllNodes() {
    Weather fog = new Weather("fog ".repeat(20_000));
    TopicEnvelope envelope =
        new TopicMessages(KIT.system(), TopicMessages.LONGEST)
            .put(NEWS, LOCAL, LOCAL.tenant(), fog);
    assertThat(envelope.bytes().length).isLessThan(2_000);
    assertThat(sent(envelope).bytes()).isEqualTo(envelope.bytes());
    assertThat(messages.open(sent(envelope))).isEqualTo(fog);
  }

  @Test
  void whatIsPublishedIsReadOnTheOtherSideAsItWas() {
    for (News news : new News[] {new Weather("fog"), Alarm.FIRE}) {
      TopicEnvelope arrived = sent(put(news));
      assertThat(messages.open(arrived)).isEqualTo(news);
      assertThat(arrived.key()).isEqualTo(LOCAL);
      assertThat(arrived.isWithinTenant()).isTrue();
    }
  }

  @Test
  void aReferenceToAnActorCrosses() {
    var probe = KIT.<String>createTestProbe();
    ((Asked) messages.open(sent(put(new Asked(probe.getRef()))))).replyTo().tell("here");
    assertThat(probe.receiveMessage()).isEqualTo("here");
  }

  @Test
  void itsNameOnTheWireIsThatOfTheTypeAndTheRecordWhateverTheClassIsCalled() {
    TopicEnvelope envelope = put(new Weather("fog"));
    assertThat(Serializers.manifestFor(serialization.findSerializerFor(envelope), envelope))
        .isEqualTo("topic:news/weather");
    assertThat(serialization.findSerializerFor(envelope)).isInstanceOf(MessageSerializer.class);
  }

  @Test
  void whoPublishedOnAnothersTopicIsKnownOnTheOtherSide() {
    TopicEnvelope forged =
        sent(messages.put(NEWS, LOCAL, TenantId.of("globex"), new Weather("fog")));
    assertThat(forged.caller()).isEqualTo(TenantId.of("globex"));
    assertThat(forged.isWithinTenant()).isFalse();
  }

  @Test
  void whatIsLargerThanItMayBeIsRefusedByItsSender() {
    assertThatThrownBy(() -> put(new Weather("x".repeat(1_000))))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("'troupe.topics.message-bytes'");
    Weather packedWell = new Weather("x".repeat(40_000));
    assertThatThrownBy(() -> put(packedWell))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("has 400");
    assertThat(put(new Weather("x".repeat(900))).bytes()).hasSizeLessThanOrEqualTo(1_000);
  }

  @Test
  void aLimitThatDoesNotFitAFrameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicMessages(KIT.system(), TopicMessages.LONGEST + 1L))
        .withMessageContaining("troupe.topics.message-bytes");
  }

  @Test
  void whatIsNoMessageOfATypeIsNotSent() {
    assertThatThrownBy(() -> put(new Rumour("fog"))).isInstanceOf(Broken.class);
  }

  @Test
  void aNameThatThisBuildDoesNotKnowIsRefusedByIt() {
    var unknown = new TopicEnvelope("news", LOCAL, LOCAL.tenant(), "earthquake", new byte[] {-65});
    assertThatThrownBy(() -> messages.open(unknown))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("news/earthquake");
  }

  @Test
  void whatPekkoLogsOfAnEnvelopeDoesNotHoldTheMessage() {
    assertThat(put(new Weather("fog")).toString())
        .isEqualTo("weather on news acme:local on behalf of 'acme'");
  }

  @Test
  void twoTypesOfOneNameStopTheStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MessageTypes.of(Wallet.TYPE).and(TopicType.of(Wallet.TYPE.name(), News.class)))
        .withMessageContaining("names two types");
  }

  @Test
  void aTypeWhoseMessagesAreNotAllKnownIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TopicType.of("news", Runnable.class));
    assertThatIllegalArgumentException().isThrownBy(() -> TopicType.of("News", News.class));
  }
}
