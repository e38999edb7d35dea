package dev.troupe.persistence.postgres.reads;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.StoredJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * All events of a tenant, page by page, as lines of JSON: those of one entity in their order.
 *
 * <p>A page holds no connection once it is read, so whoever is slow to ask for the next one costs
 * nobody anything. Thread-safe.
 */
public final class TenantHistory {
  private static final int ROWS = 500;
  private static final int BYTES = 1 << 20;
  private static final String END =
      "SELECT coalesce(max(ordering), 0) FROM event_journal WHERE tenant_id = ?";
  // At least one row, however long it is.
  private static final String PAGE =
      """
      SELECT ordering, persistence_id, sequence_number, written, event_ser_id, event_ser_manifest,
        event_payload, key_number
      FROM (
        SELECT j.*, sum(octet_length(event_payload)) OVER (ORDER BY ordering) - octet_length(event_payload) AS before
        FROM (
          SELECT * FROM event_journal
          WHERE tenant_id = ? AND ordering > ? AND ordering <= ? AND NOT deleted
          ORDER BY ordering LIMIT %d) j) s
      WHERE before < %d ORDER BY ordering
      """
          .formatted(ROWS, BYTES);

  private final TenantReads reads;
  private final StoredJson shown;

  /** The histories in the database of this actor system. */
  public TenantHistory(ActorSystem<?> system) {
    this.reads = TenantReads.on(system);
    this.shown = new StoredJson(system);
  }

  /**
   * A page.
   *
   * @param lines one per event, without their ends
   * @param last where the next page begins; empty if this is the last one
   */
  public record Page(List<byte[]> lines, Optional<Long> last) {}

  /** The place of the tenant's last event; 0 if it has none. */
  public CompletionStage<Long> end(TenantId tenant) {
    return reads.read(
        tenant,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, tenant.value());
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  /**
   * Some events.
   *
   * @param after the place after which to begin, 0 for the first
   * @param end the place of the last one, from {@link #end}
   */
  public CompletionStage<Page> page(TenantId tenant, long after, long end) {
    return reads
        .read(tenant, connection -> rows(connection, tenant, after, end))
        .thenApply(this::page);
  }

  private record Placed(long place, StoredJson.Row row) {}

  private static List<Placed> rows(Connection connection, TenantId tenant, long after, long end)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setString(1, tenant.value());
      statement.setLong(2, after);
      statement.setLong(3, end);
      List<Placed> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Placed(
                  row.getLong(1),
                  new StoredJson.Row(
                      tenant.value(),
                      row.getString(2),
                      row.getLong(3),
                      row.getObject(4, OffsetDateTime.class).toInstant(),
                      row.getInt(5),
                      row.getString(6),
                      row.getBytes(7),
                      row.getObject(8, Integer.class))));
        }
      }
      return rows;
    }
  }

  /**
   * @throws CipherFailure.KeysUnavailable if they can't be opened now
   */
  private Page page(List<Placed> rows) {
    List<byte[]> lines = new ArrayList<>();
    try {
      for (Placed each : rows) {
        shown.line(each.row()).ifPresent(lines::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(lines, rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast().place()));
  }
}
