package dev.troupe.persistence.postgres;

/** The statements of {@link ReminderStore}. */
final class ReminderSql {

  /** The tenants of the first reminders that are due, and how many each of them has of those. */
  static final String DUE_TENANTS =
      """
      SELECT tenant_id, count(*) FROM (
        SELECT tenant_id FROM reminder
        WHERE ready <= statement_timestamp() ORDER BY ready LIMIT ?) due
      GROUP BY tenant_id
      """;

  /**
   * All tenants that have one, two index probes each: a tenant with a million that are due hides
   * nobody.
   */
  static final String ALL_DUE_TENANTS =
      """
      WITH RECURSIVE tenant (id) AS (
        (SELECT tenant_id FROM reminder ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT r.tenant_id FROM reminder r
                WHERE r.tenant_id > tenant.id ORDER BY r.tenant_id LIMIT 1)
        FROM tenant WHERE tenant.id IS NOT NULL)
      SELECT id FROM tenant
      WHERE id IS NOT NULL AND EXISTS (
        SELECT FROM reminder r WHERE r.tenant_id = tenant.id AND r.ready <= statement_timestamp())
      """;

  /**
   * Who claims is skipped by who claims at the same time, so two never have the same one. A claim
   * that a crash of the server forgets is made again, so nobody waits for the disk.
   */
  static final String CLAIM =
      """
      WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
      due AS MATERIALIZED (
        SELECT first.persistence_id, first.name
        FROM quick CROSS JOIN unnest(?::text[], ?::integer[]) AS share (tenant, most)
        CROSS JOIN LATERAL (
          SELECT persistence_id, name FROM reminder
          WHERE tenant_id = share.tenant AND ready <= statement_timestamp()
          ORDER BY ready LIMIT share.most FOR UPDATE SKIP LOCKED) first)
      UPDATE reminder r
      SET claimed_until = statement_timestamp() + ? * interval '1 millisecond'
      FROM due WHERE r.persistence_id = due.persistence_id AND r.name = due.name
      RETURNING r.persistence_id, r.name, r.generation, r.occurrence, r.schedule, r.catch_up,
        r.due, r.manifest, r.payload, r.key_number, r.attempt, r.claimed_until,
        statement_timestamp() AS claimed_at
      """;

  static final String UNTIL_NEXT =
      """
      SELECT ceil(1000 * extract(epoch FROM ready - statement_timestamp()))
      FROM reminder WHERE ready IS NOT NULL ORDER BY ready LIMIT 1
      """;

  private static final String SAME =
      " WHERE persistence_id = ? AND name = ? AND generation = ? AND occurrence = ?";

  /**
   * What the journal changes at the same time is left to it: to wait for each other over several
   * rows could be for ever.
   */
  static final String MOVE =
      """
      WITH move AS MATERIALIZED (
        SELECT r.persistence_id, r.name, m.due
        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[]::timestamptz[])
          AS m (persistence_id, name, generation, occurrence, due)
        JOIN reminder r USING (persistence_id, name, generation, occurrence)
        FOR UPDATE OF r SKIP LOCKED)
      UPDATE reminder r
      SET due = move.due, occurrence = r.occurrence + 1, attempt = 1, claimed_until = NULL
      FROM move WHERE r.persistence_id = move.persistence_id AND r.name = move.name
      """;

  static final String CHANGE =
      "UPDATE reminder SET claimed_until = statement_timestamp() + ? * interval '1 millisecond',"
          + " attempt = ?, parked = ?"
          + SAME
          + " AND claimed_until = ?";

  static final String COUNT =
      "SELECT count(*), pg_current_snapshot()::text"
          + " FROM (SELECT FROM reminder WHERE tenant_id = ? LIMIT ?) counted";

  static final String LIST =
      """
      SELECT persistence_id, name, schedule, catch_up, due, attempt, parked FROM reminder
      WHERE tenant_id = ? AND (persistence_id, name) > (?, ?)
      ORDER BY persistence_id, name LIMIT ?
      """;

  static final String CANCEL = "DELETE FROM reminder WHERE persistence_id = ? AND name = ?";

  static final String RETRY =
      "UPDATE reminder SET parked = NULL, attempt = 1, claimed_until = NULL"
          + " WHERE persistence_id = ? AND name = ? AND parked IS NOT NULL";

  private ReminderSql() {}
}
