package dev.troupe.docs.guide;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

/** {@link Subscription} as it was before seats, when a plan was switched. */
record FirstSubscription(EntityKey key)
    implements EventSourcedEntity<
        FirstSubscription.Command<?>, FirstSubscription.Event, FirstSubscription.State> {

  // @start region="type"
  static final EntityType<FirstSubscription> TYPE =
      EntityType.eventSourced(
          "subscription", Command.class, Event.class, State.class, FirstSubscription::new);

  // @end
  sealed interface Command<R> extends EntityCommand<FirstSubscription, R> {}

  record Subscribe(String plan) implements Command<Done> {}

  record SwitchPlan(String plan) implements Command<Done> {}

  // @start region="events"
  sealed interface Event {}

  record Subscribed(String plan) implements Event {}

  record PlanSwitched(String plan) implements Event {}

  // @end
  record State(String plan) {}

  @Override
  public State initialState() {
    return new State("none");
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Subscribe c -> persist(new Subscribed(c.plan())).thenAck(c);
      case SwitchPlan c -> persist(new PlanSwitched(c.plan())).thenAck(c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Subscribed e -> new State(e.plan());
      case PlanSwitched e -> new State(e.plan());
    };
  }
}
