package dev.troupe.evolution;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;

/** What the versions of an entity have in common, which only counts. */
interface Version<C extends EntityCommand<?, ?>, E>
    extends EventSourcedEntity<C, E, Version.Count> {

  /** How many events there were. */
  record Count(long events) {}

  @Override
  default Count initialState() {
    return new Count(0);
  }

  @Override
  default Decision<E, Count> decide(Count state, C command) {
    return reject(command, "read-only", "this version writes nothing");
  }

  @Override
  default Count evolve(Count state, E event) {
    return new Count(state.events() + 1);
  }
}
