package dev.troupe.docs.guide;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

// @start region="entity"
/** What a customer has subscribed to, until it is cancelled. */
public record Subscription(EntityKey key)
    implements EventSourcedEntity<Subscription.Command<?>, Subscription.Event, Subscription.State> {

  // @end
  // @start region="type"
  public static final EntityType<Subscription> TYPE =
      EntityType.eventSourced(
              "subscription", Command.class, Event.class, State.class, Subscription::new)
          .renamed("plan-switched", PlanChanged.class)
          .upcasting(Subscribed.class, fields -> fields.put("seats", 1));

  // @end
  // @start region="protocol"
  public sealed interface Command<R> extends EntityCommand<Subscription, R> {}

  public record Subscribe(String plan, int seats) implements Command<Done> {}

  public record ChangePlan(String plan) implements Command<Status> {}

  public record Cancel() implements Command<Done> {}

  public record GetStatus() implements Command<Status> {}

  public record Status(String plan, int seats) {}

  public sealed interface Event {}

  public record Subscribed(String plan, int seats) implements Event {}

  public record PlanChanged(String plan) implements Event {}

  public record Cancelled() implements Event {}

  public record State(boolean active, String plan, int seats) {
    Status status() {
      return new Status(plan, seats);
    }
  }

  // @end
  // @start region="functions"
  @Override
  public State initialState() {
    return new State(false, "none", 0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Subscribe c when state.active() ->
          reject(c, "already-subscribed", key + " has plan " + state.plan());
      case Subscribe c when c.seats() < 1 -> reject(c, "no-seats", "seats was " + c.seats());
      case Subscribe c -> persist(new Subscribed(c.plan(), c.seats())).thenAck(c);
      case GetStatus c -> reply(c, state.status());
      case Command<?> c when !state.active() -> reject(c, "not-subscribed", key + " has no plan");
      case ChangePlan c -> persist(new PlanChanged(c.plan())).thenReply(c, State::status);
      case Cancel c -> persist(new Cancelled()).thenAck(c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Subscribed e -> new State(true, e.plan(), e.seats());
      case PlanChanged e -> new State(true, e.plan(), state.seats());
      case Cancelled e -> initialState();
    };
  }
  // @end
}
