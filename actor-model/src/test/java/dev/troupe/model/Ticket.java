package dev.troupe.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A ticket that is reserved, paid for through a cart, and given up if nobody pays. */
public record Ticket(EntityKey key)
    implements EventSourcedEntity<Ticket.Command<?>, Ticket.Event, Ticket.State> {

  public static final EntityType<Ticket> TYPE =
      EntityType.eventSourced("ticket", Command.class, Event.class, State.class, Ticket::new);

  /** What one may ask of it. */
  public sealed interface Command<R> extends EntityCommand<Ticket, R> {}

  public record Reserve(String cart, Instant until) implements Command<Done> {}

  public record Confirm() implements Command<Done> {}

  public record Release() implements Command<Done> {}

  public record Nudge() implements Command<Done> {}

  public record GetAdvice() implements Command<Done> {}

  public record Misaddress() implements Command<Done> {}

  public record Mislead() implements Command<Done> {}

  /** What happened to it. */
  public sealed interface Event {}

  public record Reserved(String cart) implements Event {}

  public record Confirmed() implements Event {}

  public record State(boolean confirmed) {}

  /** The ticket of this id of tenant {@code acme}. */
  public static Ticket of(String id) {
    return TYPE.create(EntityKey.of(TenantId.of("acme"), id));
  }

  /** What puts a ticket into a cart, and tells the ticket what the cart said. */
  static OutboxMessage add(String cart) {
    return OutboxMessage.to(Cart.TYPE, cart, new Cart.Add("ticket", 1))
        .whenAccepted(new Confirm())
        .whenRejected(new Release());
  }

  @Override
  public State initialState() {
    return new State(false);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Reserve c ->
          persist(new Reserved(c.cart()))
              .thenAck(c)
              .enqueue(add(c.cart()))
              .remind("release", c.until(), new Release());
      case Confirm c -> persist(new Confirmed()).thenAck(c).forget("release");
      case Release c -> reply(c, Done.DONE).forget("nudge");
      case Nudge c ->
          reply(c, Done.DONE)
              .remind("nudge", Schedule.every(Duration.ofHours(1)), new Nudge())
              .remind("nudge", Schedule.every(Duration.ofHours(2)), new Nudge());
      case GetAdvice c -> reply(c, Done.DONE).forget("nudge");
      case Misaddress c ->
          reply(c, Done.DONE)
              .remind("nudge", Schedule.after(Duration.ZERO), new Cart.Remove("ticket"));
      case Mislead c ->
          persist(List.of())
              .thenAck(c)
              .enqueue(
                  OutboxMessage.to(Cart.TYPE, "c-1", new Cart.Remove("ticket"))
                      .whenAccepted(new Cart.Annotate("lost")));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Reserved e -> state;
      case Confirmed e -> new State(true);
    };
  }
}
