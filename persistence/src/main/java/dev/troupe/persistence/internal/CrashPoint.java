package dev.troupe.persistence.internal;

import org.jspecify.annotations.Nullable;

/**
 * The steps between which a node may die, each by name, so that a test can make it die there.
 *
 * <p>Java's own {@code -D} names the one at which this JVM halts, and after how many times it was
 * reached; without it {@link #reached} does nothing.
 */
public enum CrashPoint {
  BATCH_TAKEN,
  STATEMENT_SENT,
  BEFORE_COMMIT,
  COMMITTED,
  REPLIED,
  OUTBOX_READ,
  MESSAGE_DELIVERED,
  MESSAGE_ACKNOWLEDGED,
  REMINDER_CLAIMED,
  REMINDER_FIRED,
  PROJECTION_HANDLED,
  OFFSET_COMMITTED,
  TENANT_BLOCKED,
  QUEUES_ERASED,
  KEYS_DESTROYED,
  ROWS_ERASED,
  VIEWS_ERASED,
  TABLE_REWRITTEN,
  ERASURE_CERTIFIED,
  ERASURE_FINISHED;

  /** The system property that names the point, as {@code NAME} or {@code NAME:times}. */
  public static final String PROPERTY = "troupe.crash-point";

  private static final @Nullable CrashPoint CHOSEN;
  private static long left;

  static {
    String chosen = System.getProperty(PROPERTY, "");
    int colon = chosen.indexOf(':');
    CHOSEN = chosen.isEmpty() ? null : valueOf(colon < 0 ? chosen : chosen.substring(0, colon));
    left = colon < 0 ? 1 : Long.parseLong(chosen.substring(colon + 1));
  }

  /** Halts this JVM here, without a shutdown hook, if this is the chosen point and time. */
  public void reached() {
    if (this == CHOSEN) {
      halt();
    }
  }

  private static synchronized void halt() {
    left--;
    if (left == 0) {
      Runtime.getRuntime().halt(137);
    }
  }
}
