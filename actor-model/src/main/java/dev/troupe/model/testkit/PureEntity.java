package dev.troupe.model.testkit;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Followup;
import dev.troupe.model.Reply;
import dev.troupe.model.internal.Names;
import dev.troupe.model.internal.TypeArguments;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The two functions of an entity, and the check that they do what they may: leave the state as it
 * was, answer the command that was given, persist nothing for a query, and be told and reminded
 * only of commands of their own. What they may not do is an {@link AssertionError}.
 *
 * @param <E> the entity's events
 * @param <S> the entity's state
 */
final class PureEntity<E, S> {
  private final EventSourcedEntity<EntityCommand<?, ?>, E, S> entity;
  private final String name;
  private final Predicate<EntityCommand<?, ?>> isOwn;

  /** This entity, called so in messages, and which commands are its own. */
  PureEntity(
      EventSourcedEntity<EntityCommand<?, ?>, E, S> entity,
      String name,
      Predicate<EntityCommand<?, ?>> isOwn) {
    this.entity = entity;
    this.name = name;
    this.isOwn = isOwn;
  }

  /**
   * What a command leads to.
   *
   * @param events to persist
   * @param followups to commit with them
   * @param state that follows
   * @param reply to send
   */
  record Decided<E, S>(List<E> events, List<Followup> followups, S state, Reply<?> reply) {}

  S initialState() {
    return entity.initialState();
  }

  S evolve(S state, E event) {
    return unchanged("evolve", state, () -> entity.evolve(state, event));
  }

  Decided<E, S> decide(S state, EntityCommand<?, ?> command) {
    Decision<E, S> decision = unchanged("decide", state, () -> entity.decide(state, command));
    if (decision.command() != command) {
      throw new AssertionError(
          "decide(%s) answered another command, %s; pass the command it was given to thenReply"
              .formatted(command, decision.command()));
    }
    return switch (decision) {
      case Decision.Persist<E, S> persist -> carryOut(state, command, persist);
      case Decision.Reject<E, S> reject ->
          new Decided<>(
              List.of(), List.of(), state, new Reply.Rejected<>(reject.code(), reject.message()));
    };
  }

  private Decided<E, S> carryOut(
      S state, EntityCommand<?, ?> command, Decision.Persist<E, S> persist) {
    requireNothingOfQuery(command, "persisted", persist.events());
    requireNothingOfQuery(command, "was followed by", persist.followups());
    persist.followups().forEach(this::requireOwnCommands);
    S after = state;
    for (E event : persist.events()) {
      after = evolve(after, event);
    }
    S last = after;
    Object value = unchanged("the reply", last, () -> persist.reply().apply(last));
    Objects.requireNonNull(value, "the reply is null");
    return new Decided<>(persist.events(), persist.followups(), last, new Reply.Accepted<>(value));
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
    if (!isOwn.test(command)) {
      throw new AssertionError(
          "%s can only be %s a command of its own, but %s is addressed to %s"
              .formatted(
                  name,
                  verb,
                  command,
                  TypeArguments.of(command.getClass(), EntityCommand.class, 0).getTypeName()));
    }
  }

  /** A state changed in place shows in its text and its hash, since it is a record. */
  private static <S, T> T unchanged(String function, S given, Supplier<T> call) {
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
}
