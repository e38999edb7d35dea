package dev.troupe.persistence.postgres.register;

import java.util.Optional;

/**
 * What somebody asked of a register, and was answered.
 *
 * @param called when, on a clock that all share
 * @param returned when it was answered; {@link #NEVER} if it was not
 * @param call what
 */
record Operation(long called, long returned, Call call) {
  static final long NEVER = Long.MAX_VALUE;

  /** A question with its answer. */
  sealed interface Call {

    /** What the register holds after it, if it may have been answered so by one that holds this. */
    Optional<RegisterValue> from(RegisterValue state);
  }

  /** It was read, and held this. */
  record Read(RegisterValue answer) implements Call {
    @Override
    public Optional<RegisterValue> from(RegisterValue state) {
      return answer.equals(state) ? Optional.of(state) : Optional.empty();
    }
  }

  /** A value was proposed, which came to this. */
  record Proposed(long expectedVersion, String value, Proposal answer) implements Call {
    @Override
    public Optional<RegisterValue> from(RegisterValue state) {
      Proposal proposal = state.propose(expectedVersion, value);
      return proposal.equals(answer) ? Optional.of(proposal.current()) : Optional.empty();
    }
  }

  /** A value was proposed, and nothing was heard of it. */
  record Lost(long expectedVersion, String value) implements Call {
    @Override
    public Optional<RegisterValue> from(RegisterValue state) {
      return Optional.of(state.propose(expectedVersion, value).current());
    }
  }
}
