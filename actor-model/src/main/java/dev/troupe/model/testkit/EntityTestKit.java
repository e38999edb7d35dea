package dev.troupe.model.testkit;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Reply;
import dev.troupe.model.internal.Names;
import java.util.List;
import java.util.function.Supplier;

/**
 * Given events, when a command, then events and a reply: one entity, no actor system.
 *
 * <p>The state carries over from one {@code when} to the next. It checks on the way that {@code
 * decide} and {@code evolve} leave the state they are given as it was, that the command that is
 * answered is the one that was given, and that a query persists nothing. A check that fails throws
 * {@link AssertionError} with both sides.
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
        if (!persist.events().isEmpty() && isQuery(command)) {
          throw new AssertionError(
              "a command that starts with Get persists nothing, but %s persisted %s"
                  .formatted(command, persist.events()));
        }
        persist.events().forEach(event -> state = evolve(event));
        @SuppressWarnings("unchecked") // thenReply typed it by this very command.
        R value = (R) unchanged("the reply", () -> persist.reply().apply(state));
        yield new Outcome<>(command, persist.events(), state, new Reply.Accepted<>(value));
      }
      case Decision.Reject<E, S> reject ->
          new Outcome<>(
              command, List.of(), state, new Reply.Rejected<>(reject.code(), reject.message()));
    };
  }

  private static boolean isQuery(EntityCommand<?, ?> command) {
    return Names.isQuery(Names.kebab(command.getClass()));
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
   * @param state the state that follows
   * @param reply the answer
   */
  public record Outcome<E, S, R>(
      EntityCommand<?, R> command, List<E> events, S state, Reply<R> reply) {

    /** Exactly these events, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of only reads them.
    public final Outcome<E, S, R> thenEvents(E... expected) {
      return check("events", List.of(expected), events);
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
