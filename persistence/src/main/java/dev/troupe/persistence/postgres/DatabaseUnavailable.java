package dev.troupe.persistence.postgres;

/** The reason, in one sentence, why the database did not answer or refused what it was asked. */
public final class DatabaseUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates one from the sentence that the operator will read and what led to it. */
  public DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
