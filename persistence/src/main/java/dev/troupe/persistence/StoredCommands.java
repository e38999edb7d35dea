package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/** Reads the commands that the outbox and the reminders hold. Thread-safe. */
public final class StoredCommands {
  private final Map<String, EntityCodec> codecs;

  private StoredCommands(Map<String, EntityCodec> codecs) {
    this.codecs = codecs;
  }

  /** The commands of the types of this actor system. */
  public static StoredCommands of(ActorSystem<?> system) {
    try {
      return new StoredCommands(MessageSerializer.codecs(system));
    } catch (NotSerializableException e) {
      return new StoredCommands(Map.of());
    }
  }

  /**
   * The command as it was given to the outbox or the reminder.
   *
   * @throws UnreadableMessage if its type is not one of this actor system, or it can't be read
   */
  public EntityCommand<?, ?> read(Encoded encoded) throws UnreadableMessage {
    Manifest manifest = Manifest.parse(encoded.manifest());
    EntityCodec codec = codecs.get(manifest.type());
    if (codec == null) {
      throw new UnreadableMessage(
          "%s: no entity type is registered as '%s'; known: %s"
              .formatted(encoded.manifest(), manifest.type(), codecs.keySet()));
    }
    try {
      return codec.readCommand(manifest.name(), encoded.fields());
    } catch (UnreadableMessage e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableMessage(encoded.manifest() + ": " + e.getMessage(), e);
    }
  }
}
