package dev.troupe.persistence;

import com.typesafe.config.Config;
import dev.troupe.actor.ActorType;
import dev.troupe.actor.TopicType;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityType;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.internal.ActorCodec;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.EntryFormat;
import dev.troupe.persistence.internal.EnvelopeCodec;
import dev.troupe.persistence.internal.Manifest;
import dev.troupe.persistence.internal.Manifest.Kind;
import dev.troupe.persistence.internal.Packing;
import dev.troupe.persistence.internal.TopicCodec;
import dev.troupe.persistence.internal.WhyUnread;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializationSetup;
import org.apache.pekko.serialization.SerializerDetails;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import scala.Some;

/**
 * CBOR under a stable name: {@code account/deposited} is in the journal, never a class name.
 * Entries of the journal are JSON instead if {@code troupe.journal.format} says so, and what is
 * long is packed on its way between nodes.
 *
 * <p>Bound at the start of an actor system by {@link #setup}. A name that is not registered is
 * refused with {@link UnreadableMessage}, so bytes never choose a class. Thread-safe.
 */
public final class MessageSerializer extends SerializerWithStringManifest {
  /** The number under which what it wrote is stored. */
  public static final int IDENTIFIER = 4_204_201;

  private final MessageTypes types;
  private final Map<String, EntityCodec> entities = new HashMap<>();
  private final ActorCodec actors;
  private final EnvelopeCodec envelopes;
  private final TopicCodec topics = new TopicCodec();
  private final Packing packing;

  MessageSerializer(ExtendedActorSystem system, MessageTypes types) {
    this.types = types;
    Config config = system.settings().config();
    packing = Packing.of(config);
    EntryFormat format = EntryFormat.of(config);
    for (EntityType<?> type : types.entities()) {
      entities.put(type.name(), new EntityCodec(type, format));
    }
    actors = new ActorCodec(types.actors(), types.topics());
    envelopes = new EnvelopeCodec(Adapter.toTyped(system));
  }

  /** Lets an actor system read and write the messages of these types. */
  public static Setup setup(MessageTypes types) {
    List<Class<?>> bound = new ArrayList<>();
    bound.add(EntityEnvelope.class);
    bound.add(EntityReply.class);
    bound.add(JournalEntry.class);
    bound.add(EntityState.class);
    bound.add(TopicEnvelope.class);
    for (ActorType<?> type : types.actors()) {
      // The records and enums themselves: no other binding can be nearer, whatever they implement.
      bound.addAll(ActorCodec.messages(type));
    }
    for (TopicType<?> type : types.topics()) {
      bound.addAll(ActorCodec.messages(type));
    }
    return SerializationSetup.create(system ->
        List.of(
            SerializerDetails.create("troupe-cbor", new MessageSerializer(system, types), bound)));
  }

  /** The types of this actor system, or none if it was not {@link #setup} so. */
  public static MessageTypes typesOf(ClassicActorSystemProvider system) {
    return SerializationExtension.get(system).serializerByIdentity().get(IDENTIFIER)
                instanceof Some<?> found
            && found.get() instanceof MessageSerializer ours
        ? ours.types
        : MessageTypes.of();
  }

  /** The codecs of this actor system by entity type, or none if it was not {@link #setup} so. */
  static Map<String, EntityCodec> codecs(ActorSystem<?> system) throws NotSerializableException {
    return SerializationExtension.get(Adapter.toClassic(system)).serializerFor(JournalEntry.class)
            instanceof MessageSerializer ours
        ? Collections.unmodifiableMap(ours.entities)
        : Map.of();
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return manifestOf(message).encoded();
  }

  private Manifest manifestOf(Object message) {
    return switch (message) {
      case EntityEnvelope e ->
          Manifest.of(Kind.COMMAND, e.type(), contract(e.type()).commandOf(e.command()).name());
      case EntityReply.Answered a -> Manifest.of(Kind.REPLY, a.type(), a.command());
      case EntityReply.Failed f -> Manifest.of(Kind.FAILURE, "", f.failure().code());
      case JournalEntry e ->
          e.event()
              .map(event -> contract(e.type()).eventOf(event))
              .map(event -> Manifest.event(e.type(), event.name(), event.version()))
              .orElseGet(() -> Manifest.noEvent(e.type()));
      case EntityState<?> s -> Manifest.snapshot(s.type());
      case TopicEnvelope t -> Manifest.of(Kind.TOPIC, t.type(), t.message());
      default -> Manifest.of(Kind.MESSAGE, "", actors.nameOf(message));
    };
  }

  private EntityContract contract(String type) {
    return known(type).contract();
  }

  private EntityCodec known(String type) {
    EntityCodec codec = entities.get(type);
    if (codec == null) {
      throw new IllegalArgumentException(
          "no entity type is registered as '%s'; known: %s".formatted(type, entities.keySet()));
    }
    return codec;
  }

  @Override
  public byte[] toBinary(Object message) {
    try {
      return switch (message) {
        case EntityEnvelope e -> packing.packed(toBinary(e));
        case EntityReply.Answered a ->
            packing.packed(
                a.encoded().length > 0
                    ? a.encoded()
                    : known(a.type()).replies().write(a.command(), a.reply()));
        case EntityReply.Failed f -> envelopes.writeFailure(f.failure());
        case JournalEntry e -> known(e.type()).writeEntry(e);
        case EntityState<?> s -> known(s.type()).states().write(s);
        case TopicEnvelope t -> topics.write(t); // What is in it is packed already, once for all.
        default -> packing.packed(actors.write(message));
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What can't be sent would be lost without a word; so the caller is told from here. */
  private byte[] toBinary(EntityEnvelope envelope) throws IOException {
    try {
      return envelopes.write(envelope, known(envelope.type()).writeCommand(envelope.command()));
    } catch (TooLarge e) {
      envelope.replyTo().tell(new EntityReply.Failed(e));
      throw e;
    } catch (IOException | RuntimeException e) {
      String command = envelope.command().getClass().getName();
      envelope
          .replyTo()
          .tell(new EntityReply.Failed(new Broken(command + " can't be sent: " + e.getMessage())));
      throw e;
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String encoded) throws NotSerializableException {
    try {
      Manifest manifest = Manifest.parse(encoded);
      return switch (manifest.kind()) {
        case COMMAND ->
            envelopes.read(
                packing.unpacked(bytes),
                command -> codec(manifest).readCommand(manifest.name(), command),
                manifest);
        case REPLY ->
            new EntityReply.Answered(
                manifest.type(),
                manifest.name(),
                codec(manifest).replies().read(manifest.name(), packing.unpacked(bytes)));
        case FAILURE -> new EntityReply.Failed(envelopes.readFailure(manifest.name(), bytes));
        case EVENT -> codec(manifest).readEntry(manifest.name(), manifest.version(), bytes);
        case NO_EVENT -> codec(manifest).readEntry(null, 1, bytes);
        case SNAPSHOT -> codec(manifest).states().read(bytes);
        case MESSAGE -> actors.read(manifest.name(), packing.unpacked(bytes));
        case TOPIC -> topics.read(manifest, bytes);
      };
    } catch (NotSerializableException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableMessage("%s: %s".formatted(encoded, WhyUnread.of(e)), e);
    }
  }

  private EntityCodec codec(Manifest manifest) throws UnreadableMessage {
    EntityCodec codec = entities.get(manifest.type());
    if (codec == null) {
      throw new UnreadableMessage(
          "no entity type is registered as '%s', so '%s' can't be read; known: %s"
              .formatted(manifest.type(), manifest.encoded(), entities.keySet()));
    }
    return codec;
  }
}
