package dev.troupe.sample.bank;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;

/** Gives to accounts and does not ask whether they took it. */
public record Giver(EntityKey key)
    implements EventSourcedEntity<Giver.Command<?>, Giver.Event, Giver.State> {
  public static final EntityType<Giver> TYPE =
      EntityType.eventSourced("giver", Command.class, Event.class, State.class, Giver::new);

  public sealed interface Command<R> extends EntityCommand<Giver, R> {}

  /** Gives to one, and then to the other. */
  public record Give(String first, String second, long cents) implements Command<Done> {}

  public sealed interface Event {}

  public record Gave(long cents) implements Event {}

  public record State(long cents) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Give c ->
          persist(new Gave(c.cents()))
              .thenAck(c)
              .enqueue(deposit(c.first(), c.cents()))
              .enqueue(deposit(c.second(), c.cents()));
    };
  }

  private static OutboxMessage deposit(String account, long cents) {
    return OutboxMessage.to(Account.TYPE, account, new Account.Deposit(cents));
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Gave e -> new State(state.cents() + e.cents());
    };
  }
}
