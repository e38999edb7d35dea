package dev.troupe.model;

/** An entity that does nothing, of which only the messages matter. */
record Idle(EntityKey key)
    implements EventSourcedEntity<EntityCommand<Idle, ?>, Object, Idle.State> {

  record State() {}

  sealed interface Event {}

  record Happened() implements Event {}

  /** A type of these commands. */
  static EntityType<Idle> withCommands(Class<?> commands) {
    return type(commands, Event.class);
  }

  /** A type of these events. */
  static EntityType<Idle> withEvents(Class<?> events) {
    return type(Sleep.class, events);
  }

  record Sleep() implements EntityCommand<Idle, Done> {}

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // What the compiler would refuse is to be refused too.
  private static EntityType<Idle> type(Class<?> commands, Class<?> events) {
    return EntityType.eventSourced(
        "idle", (Class) commands, (Class<Object>) events, State.class, Idle::new);
  }

  @Override
  public State initialState() {
    return new State();
  }

  @Override
  public Decision<Object, State> decide(State state, EntityCommand<Idle, ?> command) {
    return reject(command, "idle", "does nothing");
  }

  @Override
  public State evolve(State state, Object event) {
    return state;
  }
}
