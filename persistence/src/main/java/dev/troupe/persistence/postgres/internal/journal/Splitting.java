package dev.troupe.persistence.postgres.internal.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds those in a batch for whose sake the whole is refused: what is good is done, and each
 * culprit stands alone in the end. Whoever refuses may name suspects, who are then tried after all
 * others; without any it goes by halves.
 *
 * <p>Of {@code n}, {@code k} of them culprits, it makes at most {@code 1 + 2 k} attempts if each
 * refusal names a culprit, and {@code 1 + 2 k ceil(log2 n)} if none does. The order is kept, but
 * for suspects, who keep theirs among themselves.
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
    @Nullable Refusal<T> at(List<T> part) throws X;
  }

  /**
   * Why a part of a batch is refused.
   *
   * @param cause what a culprit is told that stands alone
   * @param suspects those of the part among whom a culprit is; empty if that is not known
   */
  record Refusal<T>(Throwable cause, List<T> suspects) {}

  /** Does all that can be done, and hands over each that can't. */
  static <T, X extends Exception> void apply(
      List<T> batch, Attempt<T, X> attempt, BiConsumer<T, Throwable> refused) throws X {
    if (batch.isEmpty()) {
      return;
    }
    Refusal<T> refusal = attempt.at(batch);
    if (refusal == null) {
      return;
    }
    if (batch.size() == 1) {
      refused.accept(batch.getFirst(), refusal.cause());
      return;
    }
    List<T> others = new ArrayList<>(batch);
    others.removeAll(refusal.suspects());
    if (others.isEmpty() || others.size() == batch.size()) {
      int half = batch.size() / 2;
      apply(batch.subList(0, half), attempt, refused);
      apply(batch.subList(half, batch.size()), attempt, refused);
    } else {
      apply(others, attempt, refused);
      apply(refusal.suspects(), attempt, refused);
    }
  }
}
