package dev.troupe.persistence.postgres.internal.journal;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds those in a batch for whose sake the whole is refused, by halves: what is good is done, and
 * each culprit stands alone in the end.
 *
 * <p>Of {@code n}, {@code k} of them culprits, it makes at most {@code 1 + 2 k ceil(log2 n)}
 * attempts. The order is kept.
 */
final class Splitting {

  private Splitting() {}

  /**
   * Does some of a batch, all or nothing.
   *
   * @param <T> what a batch is made of
   * @param <X> what keeps anything from being done
   */
  @FunctionalInterface
  interface Attempt<T, X extends Exception> {
    /** Null if it is done, or else why it is refused. */
    @Nullable Throwable at(List<T> part) throws X;
  }

  /** Does all that can be done, and hands over each that can't. */
  static <T, X extends Exception> void apply(
      List<T> batch, Attempt<T, X> attempt, BiConsumer<T, Throwable> refused) throws X {
    if (batch.isEmpty()) {
      return;
    }
    Throwable cause = attempt.at(batch);
    if (cause == null) {
      return;
    }
    if (batch.size() == 1) {
      refused.accept(batch.getFirst(), cause);
      return;
    }
    int half = batch.size() / 2;
    apply(batch.subList(0, half), attempt, refused);
    apply(batch.subList(half, batch.size()), attempt, refused);
  }
}
