package dev.troupe.persistence.postgres.register;

/**
 * What a register holds, and the rule by which it changes: only to what follows from its version.
 *
 * @param version how often it was written, 0 for never
 * @param value empty if it was never written
 */
public record RegisterValue(long version, String value) {
  /** That of a register that was never written. */
  public static final RegisterValue NONE = new RegisterValue(0, "");

  /** What comes of it that somebody who expects this version proposes this value. */
  public Proposal propose(long expectedVersion, String proposed) {
    return version == expectedVersion
        ? new Proposal.Accepted(new RegisterValue(version + 1, proposed))
        : new Proposal.Refused(this);
  }
}
