package dev.troupe.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor system with wallets on our journal. */
final class PostgresNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ActorTestKit kit;

  PostgresNode(DatabaseSettings database, String settings) {
    this(database, settings, PayloadCipher.NONE);
  }

  PostgresNode(DatabaseSettings database, String settings, PayloadCipher cipher) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load())
            .resolve();
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "node",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config),
                    MessageSerializer.setup(MessageTypes.of(Wallet.TYPE, Errand.TYPE)),
                    PayloadCiphers.setup(cipher))));
  }

  /** A wallet of a tenant, or its next incarnation. */
  Running wallet(String tenant, String id) {
    EntityKey key = EntityKey.of(TenantId.of(tenant), id);
    return new Running(key, kit.spawn(EventSourcedBehaviors.create(Wallet.TYPE, key)));
  }

  /** A wallet that runs. */
  final class Running {
    final ActorRef<EntityEnvelope> ref;
    private final EntityKey key;

    private Running(EntityKey key, ActorRef<EntityEnvelope> ref) {
      this.key = key;
      this.ref = ref;
    }

    CompletableFuture<EntityReply> send(Wallet.Command<?> command) {
      return sendEnvelope(command, envelope -> envelope);
    }

    CompletableFuture<EntityReply> send(Wallet.Command<?> command, String id) {
      return sendEnvelope(command, envelope -> envelope.withId(CommandId.of(id)));
    }

    CompletableFuture<EntityReply> deliver(Wallet.Command<?> command, Delivery delivery) {
      return sendEnvelope(command, envelope -> envelope.delivering(delivery));
    }

    private CompletableFuture<EntityReply> sendEnvelope(
        Wallet.Command<?> command, UnaryOperator<EntityEnvelope> with) {
      return AskPattern.<EntityEnvelope, EntityReply>ask(
              ref,
              replyTo ->
                  with.apply(
                      EntityEnvelope.of(Wallet.TYPE.name(), key, command, PATIENCE, replyTo)),
              PATIENCE,
              kit.system().scheduler())
          .toCompletableFuture();
    }

    Object ask(Wallet.Command<?> command) {
      return TestNode.value(send(command));
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
