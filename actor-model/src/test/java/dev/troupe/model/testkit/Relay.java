package dev.troupe.model.testkit;

import dev.troupe.model.Cart;
import dev.troupe.model.CatchUp;
import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.time.Instant;

/** Passes things on to carts, is reminded of this and that, and counts. */
public record Relay(EntityKey key)
    implements EventSourcedEntity<Relay.Command<?>, Relay.Event, Relay.State> {

  public static final EntityType<Relay> TYPE =
      EntityType.eventSourced("relay", Command.class, Event.class, State.class, Relay::new);

  static final TenantId ACME = TenantId.of("acme");

  public sealed interface Command<R> extends EntityCommand<Relay, R> {}

  /** Adds to a cart, and does not ask what it said. */
  public record Pass(String cart, String item) implements Command<Done> {}

  public record Count() implements Command<Integer> {}

  public record CountAfter(String name, Duration delay) implements Command<Done> {}

  public record CountAt(String name, Instant time) implements Command<Done> {}

  public record CountEvery(String name, Duration interval, boolean skips)
      implements Command<Done> {}

  /** Is reminded to set a reminder. */
  public record CountTwice(Duration delay) implements Command<Done> {}

  public record Cancel(String name) implements Command<Done> {}

  /** Sends itself a message, for ever. */
  public record Chatter() implements Command<Done> {}

  public record Fail() implements Command<Done> {}

  public record GetCount() implements Command<Integer> {}

  public sealed interface Event {}

  public record Passed(String item) implements Event {}

  public record Counted() implements Event {}

  public record State(int count) {}

  static Relay of(String id) {
    return new Relay(EntityKey.of(ACME, id));
  }

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Pass c ->
          persist(new Passed(c.item()))
              .thenAck(c)
              .enqueue(OutboxMessage.to(Cart.TYPE, c.cart(), new Cart.Add(c.item(), 1)));
      case Count c -> persist(new Counted()).thenReply(c, State::count);
      case CountAfter c ->
          reply(c, Done.DONE).remind(c.name(), Schedule.after(c.delay()), new Count());
      case CountAt c -> reply(c, Done.DONE).remind(c.name(), c.time(), new Count());
      case CountEvery c -> {
        var every = Schedule.every(c.interval());
        yield reply(c, Done.DONE)
            .remind(c.name(), c.skips() ? every.withCatchUp(CatchUp.SKIP) : every, new Count());
      }
      case CountTwice c ->
          persist(new Counted())
              .thenAck(c)
              .remind("second", Schedule.after(c.delay()), new Count());
      case Cancel c -> reply(c, Done.DONE).forget(c.name());
      case Chatter c ->
          reply(c, Done.DONE).enqueue(OutboxMessage.to(TYPE, key.id(), new Chatter()));
      case Fail c -> throw new IllegalStateException("out of order");
      case GetCount c -> reply(c, state.count());
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Passed e -> state;
      case Counted e -> new State(state.count() + 1);
    };
  }
}
