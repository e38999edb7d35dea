package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.ActorType;
import java.util.Optional;
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

/** What nodes of two builds say to each other with the messages of a plain actor. */
class MessageEvolutionTest {
  /** The protocol of the build before. */
  static final class Before {
    sealed interface OldTalk {}

    record Say(String text, Optional<String> mood) implements OldTalk {}

    record Shout(String text) implements OldTalk {}

    record Ask(ActorRef<String> replyTo) implements OldTalk {}

    static final ActorType<OldTalk> TYPE =
        ActorType.of("talk", OldTalk.class, key -> Behaviors.<OldTalk>empty());

    private Before() {}
  }

  /** The same later: a mood is gone, and languages, times and whispering came. */
  static final class After {
    sealed interface NewTalk {}

    record Say(String text, Optional<String> language) implements NewTalk {}

    record Shout(String text, int times) implements NewTalk {}

    record Ask(Optional<String> language, ActorRef<String> replyTo) implements NewTalk {}

    record Whisper(String text) implements NewTalk {}

    static final ActorType<NewTalk> TYPE =
        ActorType.of("talk", NewTalk.class, key -> Behaviors.<NewTalk>empty());

    private After() {}
  }

  private static final Build BEFORE = new Build(Before.TYPE);
  private static final Build AFTER = new Build(After.TYPE);

  /** Nodes of a build, as far as they read and write. */
  private static final class Build {
    final ActorTestKit kit;
    final Serialization serialization;

    Build(ActorType<?> type) {
      kit =
          ActorTestKit.create(
              ActorSystem.create(
                  Behaviors.empty(),
                  "build",
                  ActorSystemSetup.create(
                      BootstrapSetup.create(ConfigFactory.load()),
                      MessageSerializer.setup(MessageTypes.of().and(type)))));
      serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
    }

    Object readBy(Build other, Object message) {
      String manifest = Serializers.manifestFor(serialization.findSerializerFor(message), message);
      byte[] bytes = serialization.serialize(message).get();
      return other.serialization.deserialize(bytes, MessageSerializer.IDENTIFIER, manifest).get();
    }
  }

  @AfterAll
  static void stop() {
    BEFORE.kit.shutdownTestKit();
    AFTER.kit.shutdownTestKit();
  }

  @Test
  void anOptionalFieldMayComeAndGo() {
    assertThat(AFTER.readBy(BEFORE, new After.Say("tea", Optional.of("en"))))
        .isEqualTo(new Before.Say("tea", Optional.empty()));
    assertThat(BEFORE.readBy(AFTER, new Before.Say("tea", Optional.of("glad"))))
        .isEqualTo(new After.Say("tea", Optional.empty()));
    ActorRef<String> asker = BEFORE.kit.<String>createTestProbe().getRef();
    After.Ask asked = (After.Ask) BEFORE.readBy(AFTER, new Before.Ask(asker));
    assertThat(asked.language()).isEmpty();
    assertThat(asked.replyTo().path().name()).isEqualTo(asker.path().name());
  }

  @Test
  void aRequiredFieldIsLeftOutByTheOlderAndMissedByTheNewer() {
    assertThat(AFTER.readBy(BEFORE, new After.Shout("tea", 3))).isEqualTo(new Before.Shout("tea"));
    assertThatThrownBy(() -> BEFORE.readBy(AFTER, new Before.Shout("tea")))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessage("message:talk/shout: 'times' is required and not there");
  }

  @Test
  void aMessageThatTheOlderDoesNotKnowIsRefusedByItsName() {
    assertThatThrownBy(() -> AFTER.readBy(BEFORE, new After.Whisper("tea")))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageContaining("no message is registered as 'talk/whisper'");
  }
}
