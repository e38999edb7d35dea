package dev.troupe.model.testkit;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Followup;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Reply;
import dev.troupe.model.Schedule;
import dev.troupe.model.internal.Names;
import dev.troupe.model.internal.TypeArguments;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Given events, when a command, then events and a reply: one entity, no actor system.
 *
 * <p>The state carries over from one {@code when} to the next. It checks on the way that {@code
 * decide} and {@code evolve} leave the state they are given as it was, that the command that is
 * answered is the one that was given, that a query persists nothing, and that what the entity is to
 * be told or reminded of is a command of its own. A check that fails throws {@link AssertionError}
 * with both sides.
 *
 * @param <N> the entity
 * @param <E> its events
 * @param <S> its state
 */
public final class EntityTestKit<N, E, S> {
  private final EventSourcedEntity<EntityCommand<N, ?>, E, S> entity;
  private S state;

  private EntityTestKit(EventSourcedEntity<EntityCommand<N, ?>, E, S> entity) {
    this.entity = entity;
    this.state = entity.initialState();
  }

  /** A kit for this entity, in its initial state. */
  @SuppressWarnings("unchecked") // An entity sees only commands addressed to N.
  public static <N, E, S> EntityTestKit<N, E, S> of(
      EventSourcedEntity<? extends EntityCommand<N, ?>, E, S> entity) {
    return new EntityTestKit<>((EventSourcedEntity<EntityCommand<N, ?>, E, S>) entity);
  }

  /** These events happened. */
  @SafeVarargs
  public final EntityTestKit<N, E, S> given(E... history) {
    for (E event : history) {
      state = evolve(event);
    }
    return this;
  }

  /** This command arrives, and its events happen. */
  public <R> Outcome<E, S, R> when(EntityCommand<N, R> command) {
    Decision<E, S> decision = unchanged("decide", () -> entity.decide(state, command));
    if (decision.command() != command) {
      throw new AssertionError(
          "decide(%s) answered another command, %s; pass the command it was given to thenReply"
              .formatted(command, decision.command()));
    }
    return switch (decision) {
      case Decision.Persist<E, S> persist -> {
        requireNothingOfQuery(command, "persisted", persist.events());
        requireNothingOfQuery(command, "was followed by", persist.followups());
        persist.followups().forEach(this::requireOwnCommands);
        persist.events().forEach(event -> state = evolve(event));
        @SuppressWarnings("unchecked") // thenReply typed it by this very command.
        R value = (R) unchanged("the reply", () -> persist.reply().apply(state));
        yield new Outcome<>(
            command, persist.events(), persist.followups(), state, new Reply.Accepted<>(value));
      }
      case Decision.Reject<E, S> reject ->
          new Outcome<>(
              command,
              List.of(),
              List.of(),
              state,
              new Reply.Rejected<>(reject.code(), reject.message()));
    };
  }

  private static void requireNothingOfQuery(
      EntityCommand<?, ?> command, String verb, List<?> decided) {
    if (!decided.isEmpty() && Names.isQuery(Names.kebab(command.getClass()))) {
      throw new AssertionError(
          "a command that starts with Get persists nothing, but %s %s %s"
              .formatted(command, verb, decided));
    }
  }

  private void requireOwnCommands(Followup followup) {
    switch (followup) {
      case Followup.Enqueue enqueue -> {
        enqueue.message().accepted().ifPresent(told -> requireOwn("told", told));
        enqueue.message().rejected().ifPresent(told -> requireOwn("told", told));
      }
      case Followup.Remind remind -> requireOwn("reminded by", remind.command());
      case Followup.Forget forget -> {} // It names no command.
    }
  }

  private void requireOwn(String verb, EntityCommand<?, ?> command) {
    Type addressee = TypeArguments.of(command.getClass(), EntityCommand.class, 0);
    if (!addressee.equals(entity.getClass())) {
      throw new AssertionError(
          "%s can only be %s a command of its own, but %s is addressed to %s"
              .formatted(
                  entity.getClass().getSimpleName(), verb, command, addressee.getTypeName()));
    }
  }

  private S evolve(E event) {
    return unchanged("evolve", () -> entity.evolve(state, event));
  }

  /** A state changed in place shows in its text and its hash, since it is a record. */
  private <T> T unchanged(String function, Supplier<T> call) {
    S given = state;
    String before = given.toString();
    int hash = given.hashCode();
    T result = call.get();
    if (given.hashCode() != hash || !given.toString().equals(before)) {
      throw new AssertionError(
          "%s changed the state it was given, from %s to %s; it must leave it as it is"
              .formatted(function, before, given));
    }
    return result;
  }

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
