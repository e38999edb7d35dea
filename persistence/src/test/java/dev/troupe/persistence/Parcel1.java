package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;

/** A parcel, as the first build had it. */
record Parcel1(EntityKey key) implements Inert<Parcel1.Command<?>, Parcel1.Event, Parcel1.State> {
  static final EntityType<Parcel1> TYPE =
      EntityType.eventSourced("parcel", Command.class, Event.class, State.class, Parcel1::new);

  sealed interface Command<R> extends EntityCommand<Parcel1, R> {}

  record Weigh(int grams) implements Command<Weight> {}

  record Weight(int grams) {}

  sealed interface Event {}

  record Weighed(int grams) implements Event {}

  record State(int grams) {}

  @Override
  public State initialState() {
    return new State(0);
  }
}
