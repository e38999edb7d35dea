package dev.troupe.tenants.keys;

/** Why a key of a tenant can't be had. */
public abstract sealed class KeyFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private KeyFailure(String message) {
    super(message);
  }

  private KeyFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whoever keeps it, or the key that it is wrapped with, can't be reached now. */
  public static final class Unavailable extends KeyFailure {
    private static final long serialVersionUID = 1L;

    /** Says who and why. */
    public Unavailable(String message) {
      super(message);
    }

    /** Says who and why, and on what ground. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It was destroyed, with all others of its tenant. */
  public static final class Destroyed extends KeyFailure {
    private static final long serialVersionUID = 1L;

    /** Says whose. */
    public Destroyed(String message) {
      super(message);
    }
  }

  /** There never was such a key, or something is not what was made with it. */
  public static final class NotAuthentic extends KeyFailure {
    private static final long serialVersionUID = 1L;

    /** Says what. */
    public NotAuthentic(String message) {
      super(message);
    }

    /** Says what, and on what ground. */
    public NotAuthentic(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
