package dev.troupe.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;

/** An actor system with entities, a journal in memory that serializes, and its faults. */
final class TestNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SETTINGS =
      """
      troupe.entity {
        snapshot-every = 3
        max-waiting = 4
        quarantine = 300ms
        restart { min-backoff = 10ms, max-backoff = 20ms, max-restarts = 3 }
      }
      pekko.persistence.testkit.journal.recovery-event-timeout = 500ms
      """;

  final ActorTestKit kit;
  final PersistenceTestKit journal;
  final SnapshotTestKit snapshots;
  final Faults faults = new Faults();

  TestNode(String settings) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(SETTINGS))
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "node",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config),
                    MessageSerializer.setup(
                        MessageTypes.of(Wallet.TYPE, Rogue.TYPE, Errand.TYPE)))));
    journal = PersistenceTestKit.create(kit.system());
    journal.withPolicy(faults);
    snapshots = SnapshotTestKit.create(kit.system());
  }

  /** An entity of this type, or the next incarnation of one that was stopped. */
  <N> Subject<N> start(EntityType<N> type, EntityKey key) {
    return start(type, key, EventSourcedBehaviors.create(type, key));
  }

  /** An entity that is made so. */
  <N> Subject<N> start(EntityType<N> type, EntityKey key, Behavior<EntityEnvelope> behavior) {
    return new Subject<>(type, key, kit.spawn(behavior));
  }

  Subject<Wallet> wallet(String id) {
    return start(Wallet.TYPE, Wallet.key(id));
  }

  /** A running entity. */
  final class Subject<N> {
    final ActorRef<EntityEnvelope> ref;
    final String persistenceId;
    private final EntityType<N> type;
    private final EntityKey key;

    private Subject(EntityType<N> type, EntityKey key, ActorRef<EntityEnvelope> ref) {
      this.type = type;
      this.key = key;
      this.ref = ref;
      this.persistenceId = EventSourcedBehaviors.persistenceId(type, key).id();
    }

    CompletableFuture<EntityReply> send(EntityCommand<N, ?> command, String id) {
      return AskPattern.<EntityEnvelope, EntityReply>ask(
              ref,
              replyTo -> {
                EntityEnvelope envelope =
                    EntityEnvelope.of(type.name(), key, command, PATIENCE, replyTo);
                return id.isEmpty() ? envelope : envelope.withId(CommandId.of(id));
              },
              PATIENCE,
              kit.system().scheduler())
          .toCompletableFuture();
    }

    CompletableFuture<EntityReply> send(EntityCommand<N, ?> command) {
      return send(command, "");
    }

    /** The value of an accepted command. */
    Object ask(EntityCommand<N, ?> command, String id) {
      return value(send(command, id));
    }

    Object ask(EntityCommand<N, ?> command) {
      return ask(command, "");
    }

    /** Why the platform could not. */
    Failure askInVain(EntityCommand<N, ?> command) {
      return failure(send(command));
    }

    /** The next incarnation, on the same journal. */
    Subject<N> restart() {
      kit.stop(ref);
      return start(type, key);
    }

    int persisted() {
      return journal.persistedInStorage(persistenceId).size();
    }
  }

  static Object value(CompletableFuture<EntityReply> answer) {
    return join(answer) instanceof EntityReply.Answered answered
            && answered.reply() instanceof Reply.Accepted<?> accepted
        ? accepted.value()
        : join(answer);
  }

  static Failure failure(CompletableFuture<EntityReply> answer) {
    EntityReply reply = join(answer);
    if (reply instanceof EntityReply.Failed failed) {
      return failed.failure();
    }
    throw new AssertionError("expected a failure, was " + reply);
  }

  static EntityReply join(CompletableFuture<EntityReply> answer) {
    return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The failure of a command that arrives before the entity has recovered. */
  <N> Failure askAsItStarts(EntityType<N> type, EntityKey key, EntityCommand<N, ?> command) {
    CountDownLatch gate = faults.hangAt(EventSourcedBehaviors.persistenceId(type, key).id());
    CompletableFuture<EntityReply> answer = start(type, key).send(command);
    gate.countDown();
    return failure(answer);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
