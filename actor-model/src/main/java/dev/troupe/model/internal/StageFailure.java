package dev.troupe.model.internal;

import java.util.concurrent.CompletionException;

/** What a stage failed with, of which a stage after it sees a wrapping. */
public final class StageFailure {
  private StageFailure() {}

  /** The failure itself, however a stage hands it on. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
