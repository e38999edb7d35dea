package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the entities of which an event is to be written that is there already. Confined to one
 * thread.
 *
 * <p>PostgreSQL names none, where row-level security holds for who asks: the key that is there
 * might be of somebody else.
 */
final class Duplicates {
  private final BinaryArray ids = BinaryArray.ofTexts();
  private final BinaryArray numbers = BinaryArray.ofLongs();
  private final ArrayStatement find;

  Duplicates(Tables tables) {
    // By one probe of the primary key each, whatever the planner believes of the table.
    find =
        new ArrayStatement(
            """
            SELECT d.id FROM unnest(?::text[], ?::bigint[]) AS d (id, number)
            CROSS JOIN LATERAL (
              SELECT FROM %s WHERE persistence_id = d.id AND sequence_number = d.number LIMIT 1) e\
            """
                .formatted(tables.journal()),
            ids,
            numbers);
  }

  /** All writes of those entities, in their order; empty if no event is there. */
  List<Write> among(Connection connection, List<Write> writes) throws SQLException {
    find.clear();
    for (Write write : writes) {
      for (NewRow row : write.newRows()) {
        ids.add(row.persistenceId());
        numbers.add(row.sequenceNumber());
      }
    }
    Set<String> found = new HashSet<>();
    find.query(connection, row -> found.add(row.getString(1)));
    return writes.stream().filter(each -> found.contains(each.stream())).toList();
  }
}
