package dev.troupe.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The reason, in one sentence that says what to do, why an embedded PostgreSQL server cannot be
 * unpacked, started, reached or stopped.
 */
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates one from the sentence that the user will read. */
  public EmbeddedPostgresException(String message) {
    super(message);
  }

  /** Creates one from the sentence that the user will read and what led to it. */
  public EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
