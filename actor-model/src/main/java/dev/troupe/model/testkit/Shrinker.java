package dev.troupe.model.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Leaves out of a list that fails whatever it fails without.
 *
 * <p>Delta debugging as in Zeller and Hildebrandt, <i>Simplifying and Isolating Failure-Inducing
 * Input</i> (2002): parts of the list are left out, large ones first, until not even a single
 * element can be. The number of tries is bounded, and quadratic in the length at worst.
 */
final class Shrinker<T> {
  private static final int MOST_TRIES = 20_000;

  private final Predicate<List<T>> fails;
  private int triesLeft = MOST_TRIES;

  private Shrinker(Predicate<List<T>> fails) {
    this.fails = fails;
  }

  /**
   * A part of the list that fails, and of which nothing can be left out or replaced.
   *
   * @param failing a list that fails
   * @param simpler what an element may be replaced by, if by anything
   * @param fails whether a list fails; the same list must always give the same answer
   */
  static <T> List<T> shrink(
      List<T> failing, Function<T, Optional<T>> simpler, Predicate<List<T>> fails) {
    Shrinker<T> shrinker = new Shrinker<>(fails);
    List<T> least = List.copyOf(failing);
    List<T> before;
    do {
      before = least;
      least = shrinker.simplified(shrinker.reduced(least), simpler);
    } while (!least.equals(before));
    return least;
  }

  private boolean stillFails(List<T> candidate) {
    return triesLeft-- > 0 && fails.test(candidate);
  }

  private List<T> reduced(List<T> failing) {
    List<T> least = failing;
    int size = Math.max(1, least.size() / 2);
    while (!least.isEmpty()) {
      List<T> less = withoutOnePart(least, size);
      if (less.size() < least.size()) {
        least = less;
        size = Math.min(size, Math.max(1, least.size() / 2));
      } else if (size == 1) {
        return least;
      } else {
        size = size / 2;
      }
    }
    return least;
  }

  /** From the end, since what comes last seldom leads to what came before. */
  private List<T> withoutOnePart(List<T> failing, int size) {
    for (int to = failing.size(); to > 0; to -= size) {
      List<T> candidate = new ArrayList<>(failing);
      candidate.subList(Math.max(0, to - size), to).clear();
      if (stillFails(candidate)) {
        return List.copyOf(candidate);
      }
    }
    return failing;
  }

  private List<T> simplified(List<T> failing, Function<T, Optional<T>> simpler) {
    List<T> simplest = new ArrayList<>(failing);
    for (int i = 0; i < simplest.size(); i++) {
      T before = simplest.get(i);
      Optional<T> other = simpler.apply(before);
      if (other.isPresent()) {
        simplest.set(i, other.get());
        if (!stillFails(simplest)) {
          simplest.set(i, before);
        }
      }
    }
    return List.copyOf(simplest);
  }
}
