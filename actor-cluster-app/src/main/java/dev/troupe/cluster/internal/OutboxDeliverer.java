package dev.troupe.cluster.internal;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages whose senders are in some slices: one at a time per sender, oldest first.
 *
 * <p>It acknowledges nothing, for the row of a message goes in the transaction of the events that
 * the message led to. It may stop or be doubled at any time: what it was doing is done again, and
 * counts once.
 */
public final class OutboxDeliverer extends AbstractBehavior<OutboxDeliverer.Message> {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Work work;
  private final FeedWakeup.Listener listener;
  private final Map<String, Waiting> inFlightBySender = new HashMap<>();
  private boolean isReading;
  private boolean isWoken;

  /**
   * What a deliverer works with.
   *
   * @param slices the first and the last slice
   * @param settings how it delivers
   * @param store the table
   * @param blocking runs calls of the store
   * @param wakeup says when there may be something
   * @param send asks the receiver
   */
  public record Work(
      Slices slices,
      OutboxSettings settings,
      OutboxStore store,
      Executor blocking,
      FeedWakeup wakeup,
      Function<Waiting, CompletionStage<EntityReply>> send) {}

  /**
   * Slices that one deliverer has.
   *
   * @param from the first
   * @param to the last
   */
  public record Slices(int from, int to) {

    /** The share of one of several deliverers, counted from 0. */
    public static Slices of(int number, int deliverers) {
      int all = dev.troupe.persistence.Slices.COUNT;
      return new Slices(number * all / deliverers, (number + 1) * all / deliverers - 1);
    }
  }

  /** What a deliverer is told; all but {@link Wake} by itself. */
  public sealed interface Message {}

  /** There may be something to deliver. */
  public enum Wake implements Message {
    WAKE
  }

  private record Read(List<Waiting> heads) implements Message {}

  private record ReadFailed(Throwable cause) implements Message {}

  private record Answered(Waiting message, EntityReply answer) implements Message {}

  private record Unanswered(Waiting message, Throwable cause) implements Message {}

  private record Noted(Waiting message) implements Message {}

  private record NoteFailed(Waiting message, Throwable cause) implements Message {}

  private OutboxDeliverer(ActorContext<Message> context, Work work) {
    super(context);
    this.work = work;
    ActorRef<Message> self = context.getSelf();
    this.listener =
        reason -> {
          if (reason != FeedWakeup.Reason.EVENTS) {
            self.tell(Wake.WAKE);
          }
        };
    work.wakeup().listen(listener);
  }

  /** A deliverer that starts at once. */
  public static Behavior<Message> create(Work work) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(Wake.WAKE, Duration.ZERO, work.settings().pollInterval());
          return new OutboxDeliverer(context, work);
        }));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Message> onStop(PostStop stop) {
    work.wakeup().forget(listener);
    return this;
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Wake wake -> read();
      case Read read -> onRead(read.heads());
      case ReadFailed failed -> {
        isReading = false;
        getContext().getLog().warn("the outbox can't be read: {}", failed.cause().toString());
      }
      case Answered answered -> onAnswer(answered.message(), answered.answer());
      case Unanswered unanswered ->
          note(unanswered.message(), store -> store.delay(unanswered.message().delivery(), SOON));
      case Noted noted -> done(noted.message());
      case NoteFailed failed -> {
        getContext().getLog().warn("the outbox can't be written: {}", failed.cause().toString());
        done(failed.message());
      }
    }
    return this;
  }

  private void read() {
    if (isReading) {
      isWoken = true; // What woke us may have come too late to be read.
      return;
    }
    isReading = true;
    isWoken = false;
    List<Long> known =
        inFlightBySender.values().stream().map(each -> each.delivery().row()).toList();
    Slices slices = work.slices();
    int most = work.settings().inFlightPerTenant();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> unchecked(() -> work.store().heads(slices.from(), slices.to(), known, most)),
                work.blocking()),
            (heads, failure) -> failure == null ? new Read(heads) : new ReadFailed(failure));
  }

  private void onRead(List<Waiting> heads) {
    CrashPoint.OUTBOX_READ.reached();
    isReading = false;
    Map<String, Integer> perTenant = new HashMap<>();
    inFlightBySender
        .values()
        .forEach(each -> perTenant.merge(each.tenant().value(), 1, Integer::sum));
    for (Waiting head : heads) {
      // Its former message may have been read as gone before the answer arrived here.
      boolean isFree = !inFlightBySender.containsKey(head.sender());
      int busy = perTenant.merge(head.tenant().value(), 1, Integer::sum);
      if (isFree && busy <= work.settings().inFlightPerTenant()) {
        deliver(head);
      }
    }
    if (isWoken) {
      read();
    }
  }

  private void deliver(Waiting message) {
    inFlightBySender.put(message.sender(), message);
    getContext()
        .pipeToSelf(
            work.send().apply(message),
            (answer, failure) ->
                failure == null ? new Answered(message, answer) : new Unanswered(message, failure));
  }

  private void onAnswer(Waiting message, EntityReply answer) {
    CrashPoint.MESSAGE_DELIVERED.reached();
    switch (answer) {
      case EntityReply.Answered answered when answered.reply() instanceof Reply.Rejected<?> no -> {
        if (message.isAnswerWanted()) {
          note(message, store -> store.answerRejection(message));
        } else {
          refuse(message, no.code() + ": " + no.message());
        }
      }
      case EntityReply.Answered accepted -> done(message);
      case EntityReply.Failed failed -> onFailure(message, failed.failure());
    }
  }

  private void onFailure(Waiting message, Failure failure) {
    if (failure instanceof AlreadyDelivered) {
      done(message);
    } else if (failure instanceof Broken
        || failure instanceof TooLarge
        || failure instanceof Forbidden) {
      refuse(message, failure.code() + ": " + failure.getMessage());
    } else {
      note(message, store -> store.delay(message.delivery(), failure.retryAfter().orElse(SOON)));
    }
  }

  private void refuse(Waiting message, String reason) {
    OutboxSettings settings = work.settings();
    int attempt = message.delivery().attempt();
    if (attempt >= settings.mostAttempts()) {
      getContext()
          .getLog()
          .warn(
              "message {} from {} to {} {} is parked after {} attempts: {}",
              message.delivery().row(),
              message.sender(),
              message.receiverType(),
              message.receiver(),
              attempt,
              reason);
    }
    note(
        message,
        store ->
            store.refused(
                message.delivery(), reason, settings.backoff(attempt), settings.mostAttempts()));
  }

  /** A change of the table. */
  @FunctionalInterface
  private interface Note {
    void on(OutboxStore store) throws SQLException;
  }

  private void note(Waiting message, Note note) {
    CompletionStage<Boolean> noted =
        CompletableFuture.supplyAsync(
            () ->
                unchecked(() -> {
                  note.on(work.store());
                  return true;
                }),
            work.blocking());
    getContext()
        .pipeToSelf(
            noted,
            (done, failure) ->
                failure == null ? new Noted(message) : new NoteFailed(message, failure));
  }

  private void done(Waiting message) {
    CrashPoint.MESSAGE_ACKNOWLEDGED.reached();
    inFlightBySender.remove(message.sender());
    read();
  }

  /** A call of the store. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  private static <T extends @Nullable Object> T unchecked(Call<T> call) {
    try {
      return call.run();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
