package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/** Reads the commands of messages and reminders as the database holds them. Thread-safe. */
public final class StoredCommands {
  private final Map<String, EntityCodec> codecs;

  private StoredCommands(Map<String, EntityCodec> codecs) {
    this.codecs = codecs;
  }

  /**
   * The commands of the types of this actor system.
   *
   * @throws IllegalStateException if it was not started with {@link MessageSerializer#setup}
   */
  public static StoredCommands of(ActorSystem<?> system) {
    try {
      return new StoredCommands(MessageSerializer.codecs(system));
    } catch (NotSerializableException e) {
      throw new IllegalStateException(
          "actor system '%s' was not started with MessageSerializer.setup".formatted(system.name()),
          e);
    }
  }

  /**
   * The command of these bytes.
   *
   * @throws UnreadableMessage if its type or its name is not known here, or its fields can't be
   *     read
   */
  public EntityCommand<?, ?> read(Attachments.Encoded command) throws UnreadableMessage {
    try {
      Manifest manifest = Manifest.parse(command.manifest());
      EntityCodec codec = codecs.get(manifest.type());
      if (manifest.kind() != Manifest.Kind.COMMAND || codec == null) {
        throw new UnreadableMessage(
            "no command is called '%s'; entity types that are registered here: %s"
                .formatted(command.manifest(), codecs.keySet()));
      }
      return codec.readCommand(manifest.name(), command.fields());
    } catch (UnreadableMessage e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableMessage("%s: %s".formatted(command.manifest(), e.getMessage()), e);
    }
  }
}
