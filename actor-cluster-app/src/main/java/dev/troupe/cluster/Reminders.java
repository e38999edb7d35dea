package dev.troupe.cluster;

import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.cluster.internal.QuotaCounts;
import dev.troupe.cluster.internal.ReminderDispatcher;
import dev.troupe.cluster.internal.ReminderDispatcher.Work;
import dev.troupe.cluster.internal.ReminderSettings;
import dev.troupe.cluster.internal.UnsentCommands;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.StoredCommands;
import dev.troupe.persistence.postgres.Backlog;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.ReminderId;
import dev.troupe.persistence.postgres.ReminderStore;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Listed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Fires the reminders that entities set for themselves.
 *
 * <p>One per actor system, got with {@link #on}; {@link #start} lets the node take part. Every node
 * claims what is due, some of each tenant, and sends it to the entity as a command. A firing is
 * tried until it is done, and done once: the reminder goes on to its next time in the transaction
 * that the effect is stored in. One on which the entity fails again and again is parked; an
 * operator retries or cancels it.
 *
 * <p>The stages end with {@link Unavailable} if the database could not. Thread-safe.
 */
public final class Reminders implements Extension {
  /** The most reminders that are listed at once. */
  public static final int MOST_LISTED = 1000;

  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(5);
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final ReminderSettings settings;
  private final ReminderStore store;
  private final DatabaseCalls calls;
  private final StoredCommands commands;

  private Reminders(ActorSystem<?> system) {
    var config = system.settings().config();
    this.system = system;
    this.settings = ReminderSettings.of(config);
    // One more for the counts, so that who claims never waits for them.
    this.store =
        ReminderStore.open(
            DatabaseSettings.of(config), config.getInt("troupe.reminders.pool-size") + 1);
    this.calls =
        new DatabaseCalls(
            "reminders",
            system
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("troupe-dispatchers.reminders")));
    this.commands = StoredCommands.of(system);
    system.getWhenTerminated().thenRun(store::close);
  }

  /** The reminders of the cluster that this actor system is a member of. */
  public static Reminders on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Lets this node fire from when it is up in the cluster; to be called once on every node, after
   * the types are hosted. What is under way is ended before the node's shards go to others.
   */
  public Reminders start() {
    ActorRef<ReminderDispatcher.Message> dispatcher =
        system.systemActorOf(
            ReminderDispatcher.create(new Work(settings, store, calls, this::send)),
            "reminders",
            Props.empty());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "no-more-reminders",
            () -> drain(dispatcher));
    startCounts();
    return this;
  }

  private void startCounts() {
    var counter =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("troupe-reminder-counts").factory(),
            // What is asked for as the node ends is not done any more.
            new ThreadPoolExecutor.DiscardPolicy());
    system.getWhenTerminated().thenRun(counter::shutdownNow);
    new QuotaCounts(
            ReminderQuota.on(system),
            store::count,
            run -> {
              // It can't fail: a run catches what it may.
              var unused = counter.schedule(run, BETWEEN_COUNTS.toMillis(), TimeUnit.MILLISECONDS);
            })
        .start();
  }

  private CompletionStage<Done> drain(ActorRef<ReminderDispatcher.Message> dispatcher) {
    return AskPattern.<ReminderDispatcher.Message, Done>ask(
            dispatcher, ReminderDispatcher.Drain::new, settings.patience(), system.scheduler())
        // What is left is fired by others when its lease ends.
        .exceptionally(late -> Done.done());
  }

  private CompletionStage<EntityReply> send(Claimed reminder, Delivery delivery) {
    ReminderId id = reminder.id();
    return commands
        .reminder(id.tenant(), id.persistenceId(), id.name(), reminder.command())
        .thenCompose(command -> send(id, command, delivery))
        // What can't be read is counted, and so parked in the end; before that, a node of the next
        // version may read it.
        .exceptionally(failure -> UnsentCommands.answer(failure, Broken::new));
  }

  private CompletionStage<EntityReply> send(
      ReminderId id, EntityCommand<?, ?> command, Delivery delivery) {
    return Entities.on(system)
        .deliver(
            id.type(),
            id.key(),
            settings.patience(),
            replyTo ->
                EntityEnvelope.of(id.type(), id.key(), command, settings.patience(), replyTo)
                    .delivering(delivery));
  }

  /**
   * The reminders that are due and not claimed, of all tenants; looks at a bounded number of rows.
   */
  public CompletionStage<Backlog> backlog() {
    return calls.run(store::backlog);
  }

  /**
   * A tenant's reminders by entity and name.
   *
   * @param after the reminder after which to begin, or none for the first
   * @param most how many, at most {@value #MOST_LISTED}
   */
  public CompletionStage<List<Listed>> list(TenantId tenant, Optional<ReminderId> after, int most) {
    return calls.run(() -> store.list(tenant, after, Math.min(most, MOST_LISTED)));
  }

  /** How many reminders a tenant has; of more than it may have, not all are counted. */
  public CompletionStage<Long> count(TenantId tenant) {
    return calls.run(
        () -> store.count(tenant, ReminderQuota.on(system).limit(tenant) + 1).reminders());
  }

  /**
   * Cancels a reminder; false if there is none of this name. A firing that is on its way counts no
   * more.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   */
  public CompletionStage<Boolean> cancel(
      EntityType<?> type, TenantId tenant, String id, String name) {
    ReminderId which = new ReminderId(type.name(), EntityKey.of(tenant, id), name);
    return calls.run(() -> store.cancel(which));
  }

  /**
   * Has a parked reminder fire after all; false if there is none of this name that is parked.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   */
  public CompletionStage<Boolean> retry(
      EntityType<?> type, TenantId tenant, String id, String name) {
    ReminderId which = new ReminderId(type.name(), EntityKey.of(tenant, id), name);
    return calls.run(() -> store.retry(which));
  }

  private static final class Id extends ExtensionId<Reminders> {
    @Override
    public Reminders createExtension(ActorSystem<?> system) {
      return new Reminders(system);
    }
  }
}
