package dev.troupe.persistence;

import dev.troupe.actor.TopicType;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.model.TooLarge;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.internal.EnvelopeCodec;
import dev.troupe.persistence.internal.Packing;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/**
 * Puts what is published into envelopes, and takes it out. Thread-safe.
 *
 * <p>A message is written once, however many nodes it goes to.
 */
public final class TopicMessages {
  /** The most bytes that a message can have, for it must fit a frame between nodes. */
  public static final int LONGEST = EnvelopeCodec.LONGEST_COMMAND;

  private final Serialization serialization;
  private final int longest;

  /**
   * Messages of at most so many bytes.
   *
   * @throws IllegalArgumentException if that is less than 1 or more than {@link #LONGEST}
   */
  public TopicMessages(ActorSystem<?> system, long longest) {
    if (longest < 1 || longest > LONGEST) {
      throw new IllegalArgumentException(
          "troupe.topics.message-bytes must be 1 to %d, was '%d'".formatted(LONGEST, longest));
    }
    this.serialization = SerializationExtension.get(Adapter.toClassic(system));
    this.longest = Math.toIntExact(longest);
  }

  /**
   * The envelope of a message.
   *
   * @throws Failure {@link TooLarge}, or {@link Broken} if the message can't be written
   */
  public TopicEnvelope put(TopicType<?> type, EntityKey key, TenantId caller, Object message) {
    String name = name(message);
    byte[] bytes = bytes(type, key, name, message);
    int length = Packing.lengthOf(bytes); // What it says decides, and not how well it packs.
    if (length > longest) {
      throw new TooLarge(
          "%s %s: %s has %d bytes, more than the %d of 'troupe.topics.message-bytes'; send less"
              .formatted(type.name(), key, name, length, longest));
    }
    return new TopicEnvelope(type.name(), key, caller, name, bytes);
  }

  private byte[] bytes(TopicType<?> type, EntityKey key, String name, Object message) {
    try {
      return serialization.serialize(message).get();
    } catch (Exception e) {
      throw new Broken(
          "%s %s: %s can't be sent: %s".formatted(type.name(), key, name, e.getMessage()));
    }
  }

  /** What a message is called on its topic. */
  public static String name(Object message) {
    return Names.kebab(
        message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass());
  }

  /**
   * The message of an envelope.
   *
   * @throws RuntimeException or, undeclared, {@link UnreadableMessage} if this build can't read it
   */
  public Object open(TopicEnvelope envelope) {
    return serialization
        .deserialize(
            envelope.bytes(),
            MessageSerializer.IDENTIFIER,
            "message:%s/%s".formatted(envelope.type(), envelope.message()))
        .get();
  }
}
