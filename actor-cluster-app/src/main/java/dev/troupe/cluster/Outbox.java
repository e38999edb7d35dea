package dev.troupe.cluster;

import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.cluster.internal.OutboxDeliverer;
import dev.troupe.cluster.internal.OutboxSettings;
import dev.troupe.cluster.internal.OutboxWork;
import dev.troupe.cluster.internal.UnsentCommands;
import dev.troupe.cluster.internal.Wakeups;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.StoredCommands;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.Backlog;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.OutboxMessages.Listed;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * Brings the messages that entities enqueued to the entities that they are for.
 *
 * <p>One per actor system, got with {@link #on}; {@link #start} lets the node take part. A message
 * is delivered at least once, in order per sender, and applied once: it goes from the outbox in the
 * transaction of the events that it leads to. One that is refused again and again is parked, and
 * the sender's later messages go on; an operator replays or drops it.
 *
 * <p>The stages end with {@link Unavailable} if the database could not. Thread-safe.
 */
public final class Outbox implements Extension {
  private static final Id ID = new Id();

  /** The most parked messages that are shown at once. */
  public static final int MOST_SHOWN = 1000;

  private final ActorSystem<?> system;
  private final OutboxSettings settings;
  private final OutboxStore store;
  private final DatabaseCalls calls;
  private final StoredCommands commands;

  private Outbox(ActorSystem<?> system) {
    var config = system.settings().config();
    this.system = system;
    this.settings = OutboxSettings.of(config);
    this.store =
        OutboxStore.open(DatabaseSettings.of(config), config.getInt("troupe.outbox.pool-size"));
    this.calls =
        new DatabaseCalls(
            "outbox",
            system
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("troupe-dispatchers.outbox")));
    this.commands = StoredCommands.of(system);
    system.getWhenTerminated().thenRun(store::close);
  }

  /** The outbox of the cluster that this actor system is a member of. */
  public static Outbox on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Lets this node deliver; to be called on every node, after the types are hosted. */
  public Outbox start() {
    FeedWakeup wakeup = Wakeups.on(system);
    ShardedDaemonProcess.get(system)
        .init(
            OutboxDeliverer.Message.class,
            "outbox",
            settings.deliverers(),
            number ->
                OutboxDeliverer.create(
                    new OutboxWork(
                        OutboxWork.Slices.of(number, settings.deliverers()),
                        settings,
                        store,
                        calls,
                        wakeup,
                        this::send)));
    return this;
  }

  private CompletionStage<EntityReply> send(Waiting message) {
    if (!Entities.on(system).hosted().has(message.receiverType())) {
      return CompletableFuture.failedStage(
          new UnreadableMessage(
              "'%s' is not hosted on this node".formatted(message.receiverType())));
    }
    String receiver = message.receiverType() + "|" + message.receiver().encoded();
    return commands
        .message(message.receiver().tenant(), message.sender(), receiver, message.command())
        .thenCompose(command -> send(message, command))
        .exceptionallyCompose(Outbox::unsent);
  }

  /**
   * What can't be read here a node of the next version may have sent; that is not for us to say.
   */
  private static CompletionStage<EntityReply> unsent(Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    return cause instanceof UnreadableMessage
        ? CompletableFuture.failedStage(cause)
        : CompletableFuture.completedStage(UnsentCommands.answer(failure, Unavailable::new));
  }

  private CompletionStage<EntityReply> send(Waiting message, EntityCommand<?, ?> command) {
    String type = message.receiverType();
    EntityKey key = message.receiver();
    return Entities.on(system)
        .deliver(
            type,
            key,
            settings.patience(),
            replyTo ->
                EntityEnvelope.of(type, key, command, settings.patience(), replyTo)
                    .delivering(message.delivery()));
  }

  /** The messages that wait to be delivered, of all tenants; looks at a bounded number of rows. */
  public CompletionStage<Backlog> backlog() {
    return calls.run(store::backlog);
  }

  /**
   * A tenant's parked messages, oldest first.
   *
   * @param after the row after which to begin, 0 for the first
   * @param most how many, at most {@value #MOST_SHOWN}
   */
  public CompletionStage<List<Listed>> parked(TenantId tenant, long after, int most) {
    return calls.run(() -> store.parked(tenant, after, Math.min(most, MOST_SHOWN)));
  }

  /**
   * A tenant's messages that are not parked and were tried in vain, oldest first.
   *
   * @param tries how often at least
   * @param after the row after which to begin, 0 for the first
   * @param most how many, at most {@value #MOST_SHOWN}
   */
  public CompletionStage<List<Listed>> tried(TenantId tenant, int tries, long after, int most) {
    return calls.run(() -> store.tried(tenant, tries, after, Math.min(most, MOST_SHOWN)));
  }

  /** Has a parked message delivered after all; false if the tenant has no such message. */
  public CompletionStage<Boolean> replay(TenantId tenant, long row) {
    return change(() -> store.replay(tenant, row));
  }

  /**
   * Parks a message that waits, so that its sender's later ones go on; false if the tenant has no
   * such message. A delivery that is on its way still counts.
   *
   * @param reason why, as it is shown later
   */
  public CompletionStage<Boolean> park(TenantId tenant, long row, String reason) {
    return change(() -> store.park(tenant, row, reason));
  }

  /**
   * Gives a message up for good, whether it waits or is parked; false if the tenant has no such
   * message, perhaps because it was applied meanwhile. A delivery that is on its way will not
   * count.
   */
  public CompletionStage<Boolean> drop(TenantId tenant, long row) {
    return change(() -> store.drop(tenant, row));
  }

  /** A change after which another message may be delivered. */
  private CompletionStage<Boolean> change(DatabaseCalls.Call<Boolean> change) {
    return calls.run(() -> {
      boolean isFound = change.run();
      Wakeups.on(system).changed();
      return isFound;
    });
  }

  private static final class Id extends ExtensionId<Outbox> {
    @Override
    public Outbox createExtension(ActorSystem<?> system) {
      return new Outbox(system);
    }
  }
}
