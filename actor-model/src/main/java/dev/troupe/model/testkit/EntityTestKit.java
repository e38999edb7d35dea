package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Followup;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Reply;
import dev.troupe.model.Schedule;
import dev.troupe.model.internal.TypeArguments;
import dev.troupe.model.testkit.Reminders.Reminder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Given events, when a command, then events and a reply: one entity, no actor system.
 *
 * <p>The state carries over from one {@code when} to the next. It checks on the way that {@code
 * decide} and {@code evolve} leave the state they are given as it was, that the command that is
 * answered is the one that was given, that a query persists nothing, and that what the entity is to
 * be told or reminded of is a command of its own. A check that fails throws {@link AssertionError}
 * with both sides.
 *
 * <p>Time is virtual: {@link #advance} moves the clock, and the reminders that the entity has set
 * since the kit was made fire on the way. Confined to one thread.
 *
 * @param <N> the entity
 * @param <E> its events
 * @param <S> its state
 */
public final class EntityTestKit<N, E, S> {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MOST_FIRINGS = 10_000;

  private final PureEntity<E, S> entity;
  private final Reminders reminders = new Reminders();
  private S state;
  private Instant now = START;

  private EntityTestKit(PureEntity<E, S> entity) {
    this.entity = entity;
    this.state = entity.initialState();
  }

  /** A kit for this entity, in its initial state, at the first moment of the year 2026, UTC. */
  @SuppressWarnings("unchecked") // An entity sees only commands addressed to N.
  public static <N, E, S> EntityTestKit<N, E, S> of(
      EventSourcedEntity<? extends EntityCommand<N, ?>, E, S> entity) {
    Class<?> type = entity.getClass();
    return new EntityTestKit<>(
        new PureEntity<>(
            (EventSourcedEntity<EntityCommand<?, ?>, E, S>) (EventSourcedEntity<?, E, S>) entity,
            type.getSimpleName(),
            command -> type.equals(TypeArguments.of(command.getClass(), EntityCommand.class, 0))));
  }

  /** These events happened. They set no reminder: a decision does. */
  @SafeVarargs
  public final EntityTestKit<N, E, S> given(E... history) {
    for (E event : history) {
      state = entity.evolve(state, event);
    }
    return this;
  }

  /** It is this time now; nothing fires because of that. */
  public EntityTestKit<N, E, S> at(Instant time) {
    now = time;
    return this;
  }

  /** What the clock shows; only {@link #at} and {@link #advance} change it. */
  public Instant now() {
    return now;
  }

  /** This command arrives, and its events happen. */
  @SuppressWarnings("unchecked") // thenReply typed the reply by this very command.
  public <R> Outcome<E, S, R> when(EntityCommand<N, R> command) {
    return (Outcome<E, S, R>) carryOut(command);
  }

  private Outcome<E, S, ?> carryOut(EntityCommand<?, ?> command) {
    PureEntity.Decided<E, S> decided = entity.decide(state, command);
    state = decided.state();
    reminders.follow(decided.followups(), now);
    return outcome(command, decided);
  }

  @SuppressWarnings("unchecked") // As above.
  private static <E, S, R> Outcome<E, S, R> outcome(
      EntityCommand<?, R> command, PureEntity.Decided<E, S> decided) {
    return new Outcome<>(
        command,
        decided.events(),
        decided.followups(),
        decided.state(),
        (Reply<R>) decided.reply());
  }

  /**
   * The clock goes on by this much, and what the entity is reminded of on the way arrives: each
   * firing at its time, in the order of the times, and of one time in the order of the names.
   *
   * @return what fired, in order
   * @throws IllegalArgumentException if the duration is negative
   * @throws IllegalStateException if more than ten thousand fire
   */
  public List<Fired<E, S>> advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "entity test kit: the clock goes on by zero or more, was '%s'".formatted(duration));
    }
    Instant end = now.plus(duration);
    List<Fired<E, S>> fired = new ArrayList<>();
    for (var next = due(end); next.isPresent(); next = due(end)) {
      if (fired.size() == MOST_FIRINGS) {
        throw new IllegalStateException(
            "entity test kit: more than %d reminders fire within '%s', the last is '%s'; advance by less"
                .formatted(MOST_FIRINGS, duration, next.get().name()));
      }
      fired.add(fire(next.get()));
    }
    now = end;
    return fired;
  }

  private Optional<Reminder> due(Instant end) {
    return reminders.byTime().stream().findFirst().filter(first -> !first.due().isAfter(end));
  }

  private Fired<E, S> fire(Reminder reminder) {
    now = reminder.due().isAfter(now) ? reminder.due() : now;
    reminders.moveOn(reminder, reminder.schedule().next(reminder.due()));
    return new Fired<>(reminder.name(), now, carryOut(reminder.command()));
  }

  /**
   * A reminder that fired.
   *
   * @param name its name
   * @param at when
   * @param outcome what came of its command
   */
  public record Fired<E, S>(String name, Instant at, Outcome<E, S, ?> outcome) {}

  /**
   * What came of one command.
   *
   * @param command the command
   * @param events what was persisted
   * @param followups what is committed with the events, in the order in which it was said
   * @param state the state that follows
   * @param reply the answer
   */
  public record Outcome<E, S, R>(
      EntityCommand<?, R> command,
      List<E> events,
      List<Followup> followups,
      S state,
      Reply<R> reply) {

    /** Exactly these events, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of only reads them.
    public final Outcome<E, S, R> thenEvents(E... expected) {
      return check("events", List.of(expected), events);
    }

    /** Exactly these messages to other entities, in this order. */
    public Outcome<E, S, R> thenEnqueued(OutboxMessage... expected) {
      return check("messages", List.of(expected), messages());
    }

    private List<OutboxMessage> messages() {
      return followups.stream()
          .filter(Followup.Enqueue.class::isInstance)
          .map(each -> ((Followup.Enqueue) each).message())
          .toList();
    }

    /** The reminder of this name is set to this time and command. */
    public Outcome<E, S, R> thenReminds(String name, Instant at, EntityCommand<?, ?> reminded) {
      return thenReminds(name, Schedule.at(at), reminded);
    }

    /** The reminder of this name is set to this schedule and command. */
    public Outcome<E, S, R> thenReminds(
        String name, Schedule schedule, EntityCommand<?, ?> reminded) {
      return checkReminder(name, new Followup.Remind(name, schedule, reminded));
    }

    /** The reminder of this name is cancelled. */
    public Outcome<E, S, R> thenForgets(String name) {
      return checkReminder(name, new Followup.Forget(name));
    }

    /** Of several words about one name the last holds. */
    private Outcome<E, S, R> checkReminder(String name, Followup expected) {
      Optional<Followup> last =
          followups.stream().filter(each -> isAbout(name, each)).reduce((a, b) -> b);
      return check(
          "reminder '%s'".formatted(name), expected, last.isPresent() ? last.get() : followups);
    }

    private static boolean isAbout(String name, Followup followup) {
      return switch (followup) {
        case Followup.Enqueue enqueue -> false;
        case Followup.Remind remind -> remind.name().equals(name);
        case Followup.Forget forget -> forget.name().equals(name);
      };
    }

    /** Exactly these messages and reminders, in this order; none of them, if none is given. */
    public Outcome<E, S, R> thenFollowups(Followup... expected) {
      return check("followups", List.of(expected), followups);
    }

    /** Accepted, with this value. */
    public Outcome<E, S, R> thenReply(R expected) {
      return check("reply", new Reply.Accepted<>(expected), reply);
    }

    /** The state that follows. */
    public Outcome<E, S, R> thenState(S expected) {
      return check("state", expected, state);
    }

    /** Rejected with this code, and so nothing persisted. */
    public Outcome<E, S, R> thenRejected(String code) {
      return reply instanceof Reply.Rejected<R> rejected
          ? check("rejection", code, rejected.code())
          : check("rejection", code, reply);
    }

    private Outcome<E, S, R> check(String what, Object expected, Object actual) {
      if (!expected.equals(actual)) {
        throw new AssertionError(
            "%s: expected %s %s, but was %s".formatted(command, what, expected, actual));
      }
      return this;
    }
  }
}
