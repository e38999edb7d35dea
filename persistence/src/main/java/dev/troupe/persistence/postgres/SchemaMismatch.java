package dev.troupe.persistence.postgres;

/** The reason, in one sentence, why this build cannot work with the tables that a database has. */
public final class SchemaMismatch extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates one from the sentence that the operator will read. */
  public SchemaMismatch(String message) {
    super(message);
  }
}
