package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.internal.AssociatedData;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import dev.troupe.persistence.internal.WhyUnread;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Reads the commands that the outbox and the reminders hold. Thread-safe.
 *
 * <p>The stages are complete at once if the key is at hand. They fail with {@link
 * UnreadableMessage} if the type is not one of this actor system, or it can't be read, and with
 * {@link CipherFailure} if it can't be opened.
 */
public final class StoredCommands {
  private final Map<String, EntityCodec> codecs;
  private final PayloadCiphers ciphers;

  private StoredCommands(Map<String, EntityCodec> codecs, PayloadCiphers ciphers) {
    this.codecs = codecs;
    this.ciphers = ciphers;
  }

  /** The commands of the types of this actor system. */
  public static StoredCommands of(ActorSystem<?> system) {
    PayloadCiphers ciphers = PayloadCiphers.on(system);
    try {
      return new StoredCommands(MessageSerializer.codecs(system), ciphers);
    } catch (NotSerializableException e) {
      return new StoredCommands(Map.of(), ciphers);
    }
  }

  /** The command of a message of this tenant, by the persistence ids of sender and receiver. */
  public CompletionStage<EntityCommand<?, ?>> message(
      TenantId tenant, String sender, String receiver, Encoded command) {
    return read(
        tenant.value(),
        command,
        () -> AssociatedData.message(tenant.value(), sender, receiver, command.manifest()));
  }

  /** The command of a reminder of this tenant, by its entity's persistence id and its name. */
  public CompletionStage<EntityCommand<?, ?>> reminder(
      TenantId tenant, String persistenceId, String name, Encoded command) {
    return read(
        tenant.value(),
        command,
        () -> AssociatedData.reminder(tenant.value(), persistenceId, name, command.manifest()));
  }

  private CompletionStage<EntityCommand<?, ?>> read(
      String tenant, Encoded command, Supplier<byte[]> associatedData) {
    Integer number = command.keyNumber();
    if (number == null) {
      return completed(() -> {
        ciphers.requirePlainTextRead(tenant);
        return read(command);
      });
    }
    return ciphers
        .opener(tenant, number)
        .thenCompose(opener ->
            completed(() ->
                read(
                    new Encoded(
                        command.manifest(), opener.open(command.fields(), associatedData.get())))));
  }

  private static CompletionStage<EntityCommand<?, ?>> completed(
      Callable<EntityCommand<?, ?>> reading) {
    try {
      return CompletableFuture.completedStage(reading.call());
    } catch (Exception e) { // Why it can't be read, declared or not.
      return CompletableFuture.failedStage(e);
    }
  }

  private EntityCommand<?, ?> read(Encoded encoded) throws UnreadableMessage {
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
      throw new UnreadableMessage(encoded.manifest() + ": " + WhyUnread.of(e), e);
    }
  }
}
