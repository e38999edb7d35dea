package dev.troupe.persistence.postgres.register;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether all that was asked of one register can have taken effect one after the other, each at a
 * moment between its call and its answer.
 *
 * <p>The search of Wing and Gong (<i>Testing and Verifying Concurrent Objects</i>, 1993): of the
 * operations that were called before the first answer that is still to be explained, each may be
 * the next. Which operations are done, with what the register then holds, is not looked at twice,
 * as Lowe adds (<i>Testing for Linearizability</i>, 2017).
 */
final class Linearizability {
  private final List<Operation> history;
  private final Set<Seen> seen = new HashSet<>();

  private record Seen(BitSet done, RegisterValue state) {}

  private Linearizability(List<Operation> history) {
    this.history = history;
  }

  /** Whether it can; in time that grows fast with how many operations overlap. */
  static boolean holds(List<Operation> history) {
    return new Linearizability(
            history.stream().sorted(Comparator.comparingLong(Operation::called)).toList())
        .search(new BitSet(), RegisterValue.NONE);
  }

  private boolean search(BitSet done, RegisterValue state) {
    long firstAnswer = Operation.NEVER;
    for (int i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
      firstAnswer = Math.min(firstAnswer, history.get(i).returned());
    }
    if (firstAnswer == Operation.NEVER) {
      return true;
    }
    for (int i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
      Operation next = history.get(i);
      if (next.called() > firstAnswer) {
        return false;
      }
      Optional<RegisterValue> after = next.call().from(state);
      if (after.isPresent() && tried(done, i, after.get())) {
        return true;
      }
    }
    return false;
  }

  private boolean tried(BitSet done, int operation, RegisterValue state) {
    BitSet more = (BitSet) done.clone();
    more.set(operation);
    return seen.add(new Seen(more, state)) && search(more, state);
  }
}
