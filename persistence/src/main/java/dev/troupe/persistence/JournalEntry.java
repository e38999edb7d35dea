package dev.troupe.persistence;

import dev.troupe.persistence.internal.Receipt;
import java.util.Optional;

/**
 * What the journal holds per row: an event, and what the platform commits with it.
 *
 * <p>A command that had no event, but an id or followups, leaves an entry without an event; whoever
 * follows the events skips those.
 *
 * @param type the entity type's name
 * @param event what happened, if anything did
 * @param receipt what was answered to the command's id, if it had one
 * @param attachments what is committed with it, in tables of its own; nothing if it was read
 * @param encoded the entry as it is stored, or empty if it was read; made by the entity and not by
 *     the journal, so that one that is too large is refused before it is persisted
 */
public record JournalEntry(
    String type,
    Optional<Object> event,
    Optional<Receipt> receipt,
    Attachments attachments,
    byte[] encoded) {
  /** What the columns and index entries of a row cost beside its bytes. */
  public static final long ROW_COST = 256;

  /** This entry, with this committed beside it. */
  public JournalEntry with(Attachments more) {
    return new JournalEntry(type, event, receipt, more, encoded);
  }

  /** What it costs the journal, in bytes: more than its own, since a row is more than its bytes. */
  public long cost() {
    return ROW_COST + encoded.length + attachments.cost();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JournalEntry that
        && type.equals(that.type)
        && event.equals(that.event)
        && receipt.equals(that.receipt);
  }

  @Override
  public int hashCode() {
    return event.hashCode();
  }

  @Override
  public String toString() {
    return event.map(Object::toString).orElse("no event")
        + receipt.map(r -> " with " + r).orElse("")
        + (attachments.isEmpty() ? "" : " with " + attachments);
  }
}
