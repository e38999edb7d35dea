package dev.troupe.evolution;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.Evolution;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EventSourcedBehaviors;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor system of one version, with sealed payloads and without a cluster. */
final class VersionNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String UNKNOWN = "it is not known yet";

  private final Encryption encryption;
  private final ActorTestKit kit;

  VersionNode(DatabaseSettings database, MessageTypes types, String settings) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(
                ConfigFactory.parseString(
                    "troupe.evolution.retry-interval = 20ms, pekko.actor.provider = local"))
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load())
            .resolve();
    encryption = Encryption.open(database, config);
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "version",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config),
                    MessageSerializer.setup(types),
                    encryption.setup())));
  }

  /** Writes an invoice of this tenant. */
  void write(String tenant, String id, int lines) {
    EntityKey key = EntityKey.of(TenantId.of(tenant), id);
    var invoice = kit.spawn(EventSourcedBehaviors.create(Invoice.TYPE, key));
    EntityReply reply =
        AskPattern.<EntityEnvelope, EntityReply>ask(
                invoice,
                replyTo ->
                    EntityEnvelope.of(
                        "invoice", key, new Invoice.Write(lines, null), PATIENCE, replyTo),
                PATIENCE,
                kit.scheduler())
            .toCompletableFuture()
            .join();
    if (!(reply instanceof EntityReply.Answered answered)
        || !(answered.reply() instanceof Reply.Accepted<?>)) {
      throw new AssertionError("was not accepted: " + reply);
    }
  }

  /** Begins to hold the version against what is stored. */
  Evolution start() {
    return Evolution.on(kit.system()).start();
  }

  /** What the readiness check says, once the first look is over: empty for yes, or why not. */
  String saidByTheCheck() {
    Evolution.Check check = new Evolution.Check(Adapter.toClassic(kit.system()));
    await("the first look", () -> !said(check).contains(UNKNOWN));
    return said(check);
  }

  private static String said(Evolution.Check check) {
    try {
      return check.get().toCompletableFuture().join() ? "" : "no";
    } catch (CompletionException e) {
      return String.valueOf(e.getCause());
    }
  }

  static void await(String what, Callable<Boolean> condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    try {
      while (!condition.call()) {
        if (Instant.now().isAfter(deadline)) {
          throw new AssertionError("%s did not come within %s".formatted(what, PATIENCE));
        }
        Thread.onSpinWait();
      }
    } catch (Exception e) {
      throw new AssertionError(what + " failed", e);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    encryption.close();
  }
}
