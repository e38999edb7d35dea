package dev.troupe.persistence;

/** Sees what the journal writes; called by its threads, and must return at once. Thread-safe. */
@FunctionalInterface
public interface JournalObserver {
  /** Nobody watches. */
  JournalObserver NONE = (rows, nanos, isDone) -> {};

  /**
   * A batch has been written, or was not.
   *
   * @param rows of all its writes
   * @param nanos from when it was taken until the database had answered
   * @param isDone whether the database did; single rows may have been refused
   */
  void written(int rows, long nanos, boolean isDone);
}
