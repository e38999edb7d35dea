package dev.troupe.cluster.internal;

import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.OutboxMessages.Refusal;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Delivers the messages whose senders are in some slices: one at a time per sender, oldest first.
 *
 * <p>It acknowledges nothing, for the row of a message goes in the transaction of the events that
 * the message led to. It may stop or be doubled at any time: what it was doing is done again, and
 * counts once.
 */
public final class OutboxDeliverer extends AbstractBehavior<OutboxDeliverer.Message> {
  /** After so many messages of a sender in a row the next sender has its turn. */
  private static final int MOST_IN_A_ROW = 16;

  private final OutboxWork work;
  private final FeedWakeup.Listener listener;
  private final Slots slots;
  private final Silences silences;
  private final Rounds rounds;

  /** The messages that are done, whose senders may have another one. */
  private final List<Waiting> done = new ArrayList<>();

  private boolean isLooking;

  /** What a deliverer is told; all but {@link Wake} by itself. */
  public sealed interface Message {}

  /** There may be something to deliver. */
  public enum Wake implements Message {
    WAKE
  }

  private record Looked(OutboxLook look, OutboxLook.Result result) implements Message {}

  private record LookFailed(OutboxLook look, Throwable cause) implements Message {}

  private record Tried(Waiting message, Verdict verdict) implements Message {}

  private record Noted(Waiting message) implements Message {}

  private record NoteFailed(Waiting message, Throwable cause) implements Message {}

  private OutboxDeliverer(ActorContext<Message> context, OutboxWork work) {
    super(context);
    this.work = work;
    this.slots = new Slots(work.settings().room());
    this.silences = new Silences(System::nanoTime, work.settings().patience());
    this.rounds = new Rounds(work.slices().from());
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
  public static Behavior<Message> create(OutboxWork work) {
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
      case Wake wake -> {
        rounds.woken();
        look();
      }
      case Looked looked -> onLooked(looked.look(), looked.result());
      case LookFailed failed -> {
        isLooking = false;
        rounds.failed();
        done.addAll(failed.look().done());
        getContext().getLog().warn("the outbox can't be read: {}", failed.cause().toString());
      }
      case Tried tried -> onVerdict(tried.message(), tried.verdict());
      case Noted noted -> done(noted.message());
      case NoteFailed failed -> {
        getContext().getLog().warn("the outbox can't be written: {}", failed.cause().toString());
        done(failed.message());
      }
    }
    return this;
  }

  private void look() {
    if (isLooking) {
      return; // What there is to look for is remembered.
    }
    OutboxLook look =
        new OutboxLook(
            List.copyOf(done),
            rounds.search(),
            rounds.turns(slots),
            work.slices().to(),
            silences.unwanted(slots.senders()));
    if (look.isEmpty()) {
      return;
    }
    isLooking = true;
    done.clear();
    getContext()
        .pipeToSelf(
            work.calls().run(() -> look.on(work.store())),
            (result, failure) ->
                failure == null ? new Looked(look, result) : new LookFailed(look, failure));
  }

  private void onLooked(OutboxLook look, OutboxLook.Result result) {
    CrashPoint.OUTBOX_READ.reached();
    isLooking = false;
    for (Waiting former : look.done()) {
      goOn(former, result.next().get(former.sender()));
    }
    result.tenants().ifPresent(rounds::found);
    rounds.taken(result.found().cutOff());
    for (Waiting head : result.found().heads()) {
      if (slots.mayTake(head) && silences.allows(head)) {
        deliver(head, 1);
      } else if (!slots.isBusy(head.sender())) {
        rounds.reopen(head.tenant());
      }
    }
    look();
  }

  /** The sender's next message follows at once, unless others have waited for long enough. */
  private void goOn(Waiting former, @Nullable Waiting next) {
    int inARow = slots.inARow(former.sender()) + 1;
    slots.free(former);
    if (next == null) {
      return;
    }
    boolean isOthersTurn = inARow > MOST_IN_A_ROW && rounds.isOpen(former.tenant());
    if (!isOthersTurn && slots.mayTake(next) && silences.allows(next)) {
      deliver(next, inARow);
    } else {
      rounds.reopen(former.tenant());
    }
  }

  private void deliver(Waiting message, int inARow) {
    slots.take(message, inARow);
    getContext()
        .pipeToSelf(
            work.send().apply(message),
            (answer, failure) ->
                new Tried(
                    message,
                    failure == null
                        ? Verdict.of(answer, message, work.settings())
                        : Verdict.of(failure, message, work.settings())));
  }

  private void onVerdict(Waiting message, Verdict verdict) {
    CrashPoint.MESSAGE_DELIVERED.reached();
    Logger log = getContext().getLog();
    switch (verdict) {
      case Verdict.Done done -> {
        wasHeard(message);
        done(message);
      }
      case Verdict.Refused refused -> {
        wasHeard(message);
        refuse(message, refused.reason(), refused.pause());
      }
      case Verdict.Unreadable unreadable -> {
        log.warn(
            "message {} is tried again in {}: {}",
            named(message),
            unreadable.pause(),
            unreadable.reason());
        refuse(message, unreadable.reason(), unreadable.pause());
      }
      case Verdict.Unanswered unanswered -> {
        silences.failed(message, unanswered.pause());
        note(
            message,
            store -> store.delay(message.delivery(), unanswered.problem(), unanswered.pause()));
      }
    }
  }

  /** Those who held their messages to this receiver back need not any more. */
  private void wasHeard(Waiting message) {
    if (silences.answered(message)) {
      rounds.reopen(message.tenant());
    }
  }

  private void refuse(Waiting message, String reason, Duration wait) {
    Logger log = getContext().getLog();
    int most = work.settings().mostAttempts();
    note(
        message,
        store -> {
          if (store.refused(message.delivery(), reason, wait, most) == Refusal.PARKED) {
            log.warn("message {} is parked: {}", named(message), reason);
          }
        });
  }

  private static String named(Waiting message) {
    return "%d from %s to %s (%s, try %d)"
        .formatted(
            message.delivery().row(),
            message.sender(),
            message.receiverId(),
            message.command().manifest(),
            message.tries() + 1);
  }

  /** A change of the table. */
  @FunctionalInterface
  private interface Note {
    void on(OutboxStore store) throws SQLException;
  }

  private void note(Waiting message, Note note) {
    CompletionStage<Boolean> noted =
        work.calls()
            .run(() -> {
              note.on(work.store());
              return true;
            });
    getContext()
        .pipeToSelf(
            noted,
            (done, failure) ->
                failure == null ? new Noted(message) : new NoteFailed(message, failure));
  }

  private void done(Waiting message) {
    CrashPoint.MESSAGE_ACKNOWLEDGED.reached();
    done.add(message);
    look();
  }
}
