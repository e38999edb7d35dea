package dev.troupe.persistence.evolution;

import java.time.Instant;

/**
 * A kind of message of which something is, or was, stored: a row of the catalogue.
 *
 * @param store where
 * @param serializer the number of who wrote it
 * @param manifest its name to that serializer, such as {@code account/deposited#1}
 * @param shape what it is made of, in a text that only this package reads; empty if that was not
 *     noted
 * @param firstSeen when the first of it was stored, by the database's clock
 */
public record StoredName(
    Store store, int serializer, String manifest, String shape, Instant firstSeen) {

  /** Where messages are stored. */
  public enum Store {
    /** The journal. */
    EVENT,
    /** Snapshots, which can be made anew from events. */
    SNAPSHOT,
    /** The outbox: commands that are gone once they are delivered. */
    MESSAGE,
    /** Reminders: commands that are gone once they need not be sent again. */
    REMINDER
  }
}
