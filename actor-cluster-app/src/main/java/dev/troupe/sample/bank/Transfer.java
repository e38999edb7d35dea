package dev.troupe.sample.bank;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import java.time.Duration;

// @start region="transfer"
/**
 * Money from one account of a tenant to another: withdrawn, then deposited, or else given back.
 *
 * <p>Neither account knows of the other. What one of them answers comes back as a command, and
 * leads to the next step.
 */
public record Transfer(EntityKey key)
    implements EventSourcedEntity<Transfer.Command<?>, Transfer.Event, Transfer.State> {

  public static final EntityType<Transfer> TYPE =
      EntityType.eventSourced("transfer", Command.class, Event.class, State.class, Transfer::new);

  /** How long the withdrawal may take; then whoever started it is told that it failed. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String GIVE_UP = "give-up";

  public sealed interface Command<R> extends EntityCommand<Transfer, R> {}

  public record Start(String from, String to, long cents) implements Command<Done> {}

  public record GetStatus() implements Command<Status> {}

  /** What the accounts answer, and the clock; never sent from outside. */
  public sealed interface Note extends Command<Done> {}

  public record NoteWithdrawn() implements Note {}

  public record NoteNotWithdrawn() implements Note {}

  public record NoteDeposited() implements Note {}

  public record NoteNotDeposited() implements Note {}

  public record NoteGivenBack() implements Note {}

  public record GiveUp() implements Note {}

  public enum Stage {
    NEW,
    WITHDRAWING,
    DEPOSITING,
    DONE,
    REFUSED,
    GIVEN_UP,
    GIVING_BACK,
    GIVEN_BACK
  }

  public record Status(Stage stage, String from, String to, long cents) {}

  public sealed interface Event {}

  public record Started(String from, String to, long cents) implements Event {}

  public record Withdrawn() implements Event {}

  public record Deposited() implements Event {}

  public record Refused() implements Event {}

  public record GivenUp() implements Event {}

  public record ReturnStarted() implements Event {}

  public record GivenBack() implements Event {}

  public record State(Stage stage, String from, String to, long cents) {
    Status status() {
      return new Status(stage, from, to, cents);
    }

    boolean is(Stage other) {
      return stage == other;
    }

    State at(Stage next) {
      return new State(next, from, to, cents);
    }
  }

  @Override
  public State initialState() {
    return new State(Stage.NEW, "", "", 0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case GetStatus c -> reply(c, state.status());
      case Start c when !state.is(Stage.NEW) ->
          reject(c, "already-started", key + " is already started");
      case Start c when c.cents() <= 0 -> reject(c, "not-positive", "cents was " + c.cents());
      case Start c when c.from().equals(c.to()) ->
          reject(c, "same-account", "from and to are both " + c.from());
      case Start c ->
          persist(new Started(c.from(), c.to(), c.cents()))
              .thenAck(c)
              .enqueue(
                  OutboxMessage.to(Account.TYPE, c.from(), new Account.Withdraw(c.cents()))
                      .whenAccepted(new NoteWithdrawn())
                      .whenRejected(new NoteNotWithdrawn()))
              .remind(GIVE_UP, Schedule.after(PATIENCE), new GiveUp());
      case NoteWithdrawn c when state.is(Stage.WITHDRAWING) ->
          persist(new Withdrawn())
              .thenAck(c)
              .enqueue(
                  OutboxMessage.to(Account.TYPE, state.to(), new Account.Deposit(state.cents()))
                      .whenAccepted(new NoteDeposited())
                      .whenRejected(new NoteNotDeposited()))
              .forget(GIVE_UP);
      case NoteWithdrawn c when state.is(Stage.GIVEN_UP) -> giveBack(state, c);
      case NoteNotWithdrawn c when state.is(Stage.WITHDRAWING) || state.is(Stage.GIVEN_UP) ->
          persist(new Refused()).thenAck(c).forget(GIVE_UP);
      case NoteDeposited c when state.is(Stage.DEPOSITING) -> persist(new Deposited()).thenAck(c);
      case NoteNotDeposited c when state.is(Stage.DEPOSITING) -> giveBack(state, c);
      case NoteGivenBack c when state.is(Stage.GIVING_BACK) -> persist(new GivenBack()).thenAck(c);
      case GiveUp c when state.is(Stage.WITHDRAWING) -> persist(new GivenUp()).thenAck(c);
      case Note c -> reject(c, "out-of-turn", "%s is %s".formatted(key, state.stage()));
    };
  }

  private Decision<Event, State> giveBack(State state, Note command) {
    return persist(new ReturnStarted())
        .thenAck(command)
        .enqueue(
            OutboxMessage.to(Account.TYPE, state.from(), new Account.Deposit(state.cents()))
                .whenAccepted(new NoteGivenBack()));
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Started e -> new State(Stage.WITHDRAWING, e.from(), e.to(), e.cents());
      case Withdrawn e -> state.at(Stage.DEPOSITING);
      case Deposited e -> state.at(Stage.DONE);
      case Refused e -> state.at(Stage.REFUSED);
      case GivenUp e -> state.at(Stage.GIVEN_UP);
      case ReturnStarted e -> state.at(Stage.GIVING_BACK);
      case GivenBack e -> state.at(Stage.GIVEN_BACK);
    };
  }
}
// @end
