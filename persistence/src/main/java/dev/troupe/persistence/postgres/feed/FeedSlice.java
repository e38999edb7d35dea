package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.StoredEvents;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Which rows of the journal a slice has: those of one entity type that hold an event, by the hash
 * of their persistence id.
 *
 * <p>The hash is the one by which PostgreSQL itself spreads rows over partitions, and so the same
 * in all versions. Of those that SQL offers everywhere it alone costs less than finding the row
 * does: a tenth of a microsecond, where CRC-32 (from 18 on) takes 0.7 and SHA-256 1.3. A column for
 * it would be paid for by every write, also where nobody follows.
 */
record FeedSlice(String type, String withoutEvent, int first, int last) {
  private static final int ALL = 256;

  /** Four parameters, which {@link #set} fills. */
  static final String MATCHES =
      """
      starts_with(persistence_id, ?) AND event_ser_manifest <> ? AND NOT deleted
      AND hashtextextended(persistence_id, 0) & 255 BETWEEN ? AND ?
      """;

  /** This one of so many slices, each of nearly as many of the 256 hashes. */
  static FeedSlice of(StoredEvents<?> events, int slice, int slices) {
    return new FeedSlice(
        events.type(),
        events.manifestWithoutEvent(),
        slice * ALL / slices,
        (slice + 1) * ALL / slices - 1);
  }

  /** Sets the parameters of {@link #MATCHES} from this one on; answers the next. */
  int set(PreparedStatement statement, int from) throws SQLException {
    statement.setString(from, type + "|");
    statement.setString(from + 1, withoutEvent);
    statement.setInt(from + 2, first);
    statement.setInt(from + 3, last);
    return from + 4;
  }
}
