package dev.troupe.app;

/** Why a node or a local cluster can't start: one sentence that says what to do about it. */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public StartFailure(String message) {
    super(message);
  }

  /** Says why, and on what ground. */
  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
