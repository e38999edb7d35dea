package dev.troupe.persistence;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;

/** What the builds differ in does not matter here. */
interface Inert<C extends EntityCommand<?, ?>, E, S> extends EventSourcedEntity<C, E, S> {
  @Override
  default Decision<E, S> decide(S state, C command) {
    throw new UnsupportedOperationException("it is only read and written");
  }

  @Override
  default S evolve(S state, E event) {
    return state;
  }
}
