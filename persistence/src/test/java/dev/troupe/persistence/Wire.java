package dev.troupe.persistence;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.internal.Receipt;
import java.time.Duration;
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

/** Messages through the serialization of an actor system that was set up for them. */
final class Wire implements AutoCloseable {
  sealed interface Talk {}

  record Greet(String name, ActorRef<Greeted> replyTo) implements Talk {}

  record Expire() implements Talk {}

  enum Mood implements Talk {
    GOOD {
      @Override
      int level() {
        return 1;
      }
    };

    abstract int level();
  }

  record Greeted(int times) implements java.io.Serializable {}

  static final ActorType<Talk> TALK =
      ActorType.of("talk", Talk.class, key -> Behaviors.<Talk>empty()).answering(Greeted.class);

  final ActorTestKit kit;
  final Serialization serialization;

  Wire() {
    this("");
  }

  Wire(String settings) {
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "messages",
                ActorSystemSetup.create(
                    BootstrapSetup.create(
                        ConfigFactory.parseString(settings).withFallback(ConfigFactory.load())),
                    MessageSerializer.setup(
                        MessageTypes.of(Wallet.TYPE, Rogue.TYPE, Parcel1.TYPE).and(TALK)))));
    serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
  }

  byte[] write(Object message) {
    return serialization.serialize(message).get();
  }

  String manifest(Object message) {
    return Serializers.manifestFor(serialization.findSerializerFor(message), message);
  }

  Object read(byte[] bytes, String manifest) {
    int id = serialization.findSerializerFor(EntityState.empty("wallet")).identifier();
    return serialization.deserialize(bytes, id, manifest).get();
  }

  Object copy(Object message) {
    return read(write(message), manifest(message));
  }

  static EntityEnvelope envelope(EntityCommand<?, ?> command, ActorRef<EntityReply> to) {
    return EntityEnvelope.of("wallet", Wallet.key("w-1"), command, Duration.ofSeconds(9), to);
  }

  static JournalEntry entry(Object event, Receipt receipt) {
    return new JournalEntry(
        "wallet", Optional.of(event), Optional.of(receipt), Attachments.NONE, new byte[0]);
  }

  static Receipt receipt() {
    return new Receipt("id-1", "deposit", new byte[] {1, 2}, new byte[] {3});
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
