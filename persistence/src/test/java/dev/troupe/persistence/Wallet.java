package dev.troupe.persistence;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.TenantId;
import java.util.List;

/** A well-behaved entity for tests, with one command of each kind. */
public record Wallet(EntityKey key)
    implements EventSourcedEntity<Wallet.Command<?>, Wallet.Event, Wallet.State> {

  public static final EntityType<Wallet> TYPE =
      EntityType.eventSourced("wallet", Command.class, Event.class, State.class, Wallet::new);

  public sealed interface Command<R> extends EntityCommand<Wallet, R> {}

  public record Deposit(long cents) implements Command<Balance> {}

  public record Spread(List<Long> cents) implements Command<Balance> {}

  public record Withdraw(long cents) implements Command<Balance> {}

  public record Touch() implements Command<Done> {}

  public record Note(String text) implements Command<Done> {}

  public record GetBalance() implements Command<Balance> {}

  public record GetShape(boolean round) implements Command<Shape> {}

  public record GetShapes() implements Command<List<Shape>> {}

  public record Balance(long cents) {}

  public sealed interface Shape {}

  public record Circle(int size) implements Shape {}

  public record Square(int size) implements Shape {}

  public enum Plain implements Shape {
    DOT
  }

  public sealed interface Event {}

  public record Deposited(long cents) implements Event {}

  public record Withdrawn(long cents) implements Event {}

  public record Noted(String text) implements Event {}

  public record State(long cents) {}

  public static EntityKey key(String id) {
    return EntityKey.of(TenantId.of("acme"), id);
  }

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Deposit c -> persist(new Deposited(c.cents())).thenReply(c, this::balance);
      case Spread c ->
          persist(c.cents().stream().map(Deposited::new).toList()).thenReply(c, this::balance);
      case Withdraw c when c.cents() > state.cents() ->
          reject(c, "overdrawn", "%s holds %d".formatted(key, state.cents()));
      case Withdraw c -> persist(new Withdrawn(c.cents())).thenReply(c, this::balance);
      case Touch c -> reply(c, Done.DONE);
      case Note c -> persist(new Noted(c.text())).thenAck(c);
      case GetBalance c -> reply(c, balance(state));
      case GetShape c -> reply(c, c.round() ? new Circle(3) : new Square(3));
      case GetShapes c -> reply(c, List.of(new Circle(1), new Square(2), Plain.DOT));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Deposited e -> new State(state.cents() + e.cents());
      case Withdrawn e -> new State(state.cents() - e.cents());
      case Noted e -> state;
    };
  }

  private Balance balance(State state) {
    return new Balance(state.cents());
  }
}
