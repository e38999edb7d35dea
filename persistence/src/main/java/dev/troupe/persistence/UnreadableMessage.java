package dev.troupe.persistence;

import java.io.NotSerializableException;

/**
 * Bytes that are no message of a registered type; says which, and what could be the cause. Its own
 * message has nothing of what they hold, so that it may be logged; that of its cause may.
 */
public final class UnreadableMessage extends NotSerializableException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public UnreadableMessage(String message) {
    super(message);
  }

  /** Says why, and on what ground. */
  public UnreadableMessage(String message, Throwable cause) {
    super(message);
    initCause(cause);
  }
}
