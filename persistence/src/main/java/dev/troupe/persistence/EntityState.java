package dev.troupe.persistence;

import dev.troupe.persistence.internal.Receipt;
import dev.troupe.persistence.internal.Receipts;
import java.util.Optional;

/**
 * What Pekko keeps of an entity: its state, and the receipts of its latest commands. Immutable.
 *
 * @param type the entity type's name
 * @param state the state, or empty before the first event. Pekko keeps the object it starts from
 *     over restarts, and so that one must hold nothing.
 * @param receipts what was answered to the latest command ids
 */
public record EntityState<S>(String type, Optional<S> state, Receipts receipts) {

  /** Before the first event. */
  public static <S> EntityState<S> empty(String type) {
    return new EntityState<>(type, Optional.empty(), Receipts.NONE);
  }

  /** Whether it is that of an entity of which nothing is stored. */
  public boolean isEmpty() {
    return state.isEmpty() && receipts.isEmpty();
  }

  /** With this state. */
  public EntityState<S> with(S next) {
    return new EntityState<>(type, Optional.of(next), receipts);
  }

  /** With this receipt too, and without the oldest if there are more than the window holds. */
  public EntityState<S> with(Receipt receipt, int window) {
    return new EntityState<>(type, state, receipts.with(receipt, window));
  }
}
