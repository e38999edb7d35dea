package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The same type in a later build: optional fields were added. */
record Parcel2(EntityKey key) implements Inert<Parcel2.Command<?>, Parcel2.Event, Parcel2.State> {
  static final EntityType<Parcel2> TYPE =
      EntityType.eventSourced("parcel", Command.class, Event.class, State.class, Parcel2::new);

  sealed interface Command<R> extends EntityCommand<Parcel2, R> {}

  record Weigh(int grams, Optional<String> scale) implements Command<Weight> {}

  record Weight(int grams, Optional<String> scale) {}

  sealed interface Event {}

  record Weighed(int grams, @Nullable String scale) implements Event {}

  record State(int grams, Optional<String> scale) {}

  @Override
  public State initialState() {
    return new State(0, Optional.empty());
  }
}
