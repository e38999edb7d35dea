package dev.troupe.persistence;

/**
 * How sure an entity must be, before it answers from its state, that nobody else has written to its
 * stream since. A node that was given up without knowing it may hold an old state in memory.
 *
 * @param isStrong whether the database must have said so after the command was sent
 * @param provedTo the last number in the stream, as the database said; {@link #UNPROVED} if it was
 *     not asked, {@link #UNPROVABLE} if it did not say. Never on the wire
 */
public record Freshness(boolean isStrong, long provedTo) {
  /** The database was not asked. */
  public static final long UNPROVED = -1;

  /** The database was asked, and did not answer. */
  public static final long UNPROVABLE = -2;

  /** What the entity has in memory is good enough, unless its node has reason to doubt it. */
  public static final Freshness USUAL = new Freshness(false, UNPROVED);

  /** The database has to be asked. */
  public static final Freshness STRONG = new Freshness(true, UNPROVED);

  /** The same once the database has said this, or that it can't. */
  public Freshness provedTo(long number) {
    return new Freshness(isStrong, number);
  }

  /** Whether the database is still to be asked. */
  public boolean isUnproved() {
    return provedTo == UNPROVED;
  }
}
