package dev.troupe.doctor.rules;

import java.util.Locale;

/** How bad it is. */
public enum Severity {
  /**
   * Data can be lost or seen by others, or the cluster can't work. A strict node does not start.
   */
  ERROR,
  /** It works, until something else happens. */
  WARNING,
  /** Worth knowing. */
  INFO;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
