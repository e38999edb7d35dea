package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.Map;
import java.util.Objects;

/**
 * The same type later still: the event and the command were renamed, and grams became milligrams.
 */
record Parcel3(EntityKey key) implements Inert<Parcel3.Command<?>, Parcel3.Event, Parcel3.State> {
  static final EntityType<Parcel3> TYPE =
      EntityType.<Parcel3, Command<?>, Event, State>eventSourced(
              "parcel", Command.class, Event.class, State.class, Parcel3::new)
          .renamed("weighed", PutOnScale.class)
          .renamed("weigh", PutOn.class)
          .upcasting(PutOnScale.class, Parcel3::toMilligrams)
          .upcasting(PutOnScale.class, Parcel3::withUnit);

  sealed interface Command<R> extends EntityCommand<Parcel3, R> {}

  record PutOn(int grams) implements Command<Integer> {}

  sealed interface Event {}

  record PutOnScale(long milligrams, String unit) implements Event {}

  record State(int grams) {}

  private static void toMilligrams(Map<String, Object> fields) {
    long grams = ((Number) Objects.requireNonNull(fields.remove("grams"))).longValue();
    fields.put("milligrams", grams * 1000);
  }

  private static void withUnit(Map<String, Object> fields) {
    fields.put("unit", "mg");
  }

  @Override
  public State initialState() {
    return new State(0);
  }
}
