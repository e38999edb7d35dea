package dev.troupe.persistence.postgres.register;

/** What came of the proposal of a value for a register. */
public sealed interface Proposal {

  /** What the register holds now. */
  RegisterValue current();

  /** The register holds the proposed value, under this version. */
  record Accepted(RegisterValue current) implements Proposal {}

  /** Somebody else was first; the register holds this, and nothing was changed. */
  record Refused(RegisterValue current) implements Proposal {}
}
