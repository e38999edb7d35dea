package dev.troupe.sample.bank;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

// @start region="account"
/** A tenant's bank account: opened once, never overdrawn. */
public record Account(EntityKey key)
    implements EventSourcedEntity<Account.Command<?>, Account.Event, Account.State> {

  public static final EntityType<Account> TYPE =
      EntityType.eventSourced("account", Command.class, Event.class, State.class, Account::new);

  public sealed interface Command<R> extends EntityCommand<Account, R> {}

  public record Open(String owner) implements Command<Done> {}

  public sealed interface Movement extends Command<Balance> {
    long cents();
  }

  public record Deposit(long cents) implements Movement {}

  public record Withdraw(long cents) implements Movement {}

  public record GetBalance() implements Command<Balance> {}

  public record Balance(long cents) {}

  public sealed interface Event {}

  public record Opened(String owner) implements Event {}

  public record Deposited(long cents) implements Event {}

  public record Withdrawn(long cents) implements Event {}

  public record State(boolean open, long cents) {
    Balance balance() {
      return new Balance(cents);
    }

    boolean hasRoomFor(long more) {
      return more <= Long.MAX_VALUE - cents;
    }
  }

  @Override
  public State initialState() {
    return new State(false, 0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Open c when state.open() -> reject(c, "already-open", key + " is already open");
      case Open c -> persist(new Opened(c.owner())).thenAck(c);
      case Command<?> c when !state.open() -> reject(c, "not-open", key + " is not open");
      case Movement c when c.cents() <= 0 -> reject(c, "not-positive", "cents was " + c.cents());
      case Deposit c when !state.hasRoomFor(c.cents()) ->
          reject(c, "full", "%s holds %d and has no room".formatted(key, state.cents()));
      case Deposit c -> persist(new Deposited(c.cents())).thenReply(c, State::balance);
      case Withdraw c when c.cents() > state.cents() ->
          reject(c, "overdrawn", "%s holds %d, not %d".formatted(key, state.cents(), c.cents()));
      case Withdraw c -> persist(new Withdrawn(c.cents())).thenReply(c, State::balance);
      case GetBalance c -> reply(c, state.balance());
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Opened e -> new State(true, 0);
      case Deposited e -> new State(true, state.cents() + e.cents());
      case Withdrawn e -> new State(true, state.cents() - e.cents());
    };
  }
}
// @end
