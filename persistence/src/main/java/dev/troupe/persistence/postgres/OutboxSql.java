package dev.troupe.persistence.postgres;

/** The statements of {@link OutboxStore}. */
final class OutboxSql {

  /**
   * In the order of the index, however much waits: what the planner knows of a table that fills and
   * empties is old, and then it may read and sort all of it for the first row.
   */
  static final String IN_ORDER = "SET LOCAL enable_sort = off";

  /** The tenants that have a message, after one of them, by an index probe each. */
  static final String TENANTS =
      """
      WITH RECURSIVE tenant (id, steps) AS (
        (SELECT tenant_id, 1 FROM outbox
         WHERE parked IS NULL AND tenant_id > ? ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT further.tenant_id, tenant.steps + 1
        FROM tenant CROSS JOIN LATERAL (
          SELECT o.tenant_id FROM outbox o
          WHERE o.parked IS NULL AND o.tenant_id > tenant.id ORDER BY o.tenant_id LIMIT 1) further
        WHERE tenant.steps < ?)
      SELECT id FROM tenant
      """;

  private static final String MESSAGE =
      """
      m.id, m.attempt, m.tries, m.persistence_id, m.receiver_type, m.receiver, m.manifest, m.payload,
      m.key_number\
      """;

  /**
   * From sender to sender of some tenants, by an index probe each, until a tenant has had its share
   * of steps, messages or bytes. Neither how many messages a sender has nor how many senders there
   * are makes it longer. The last row of a tenant says where to go on, if it was cut off.
   */
  static final String WALK =
      """
      SELECT turn.tenant, step.slice, step.sender, step.is_ready,
        step.steps = turn.steps OR step.found >= turn.most OR step.bytes >= turn.bytes AS is_cut,
        %s
      FROM unnest(?::text[], ?::int[], ?::text[], ?::int[], ?::int[], ?::bigint[])
        AS turn (tenant, slice, sender, steps, most, bytes)
      CROSS JOIN LATERAL (
        WITH RECURSIVE walk (steps, slice, sender, id, is_ready, found, bytes) AS (
          SELECT 0, turn.slice::smallint, turn.sender, 0::bigint, false, 0, 0::bigint
          UNION ALL
          SELECT walk.steps + 1, head.slice, head.sender, head.id, head.is_ready,
            walk.found + head.is_ready::int,
            walk.bytes + CASE WHEN head.is_ready THEN head.size ELSE 0 END
          FROM walk CROSS JOIN LATERAL (
            SELECT o.slice, o.persistence_id::text AS sender, o.id,
              octet_length(o.payload) AS size,
              o.due <= statement_timestamp()
                AND o.persistence_id NOT IN (SELECT unnest(?::text[]))
                AND (o.receiver_type || '|' || o.receiver NOT IN (SELECT unnest(?::text[]))
                  OR o.persistence_id IN (SELECT unnest(?::text[]))) AS is_ready
            FROM outbox o
            WHERE o.tenant_id = turn.tenant AND o.parked IS NULL
              AND (o.slice, o.persistence_id) > (walk.slice, walk.sender) AND o.slice <= ?
            ORDER BY o.slice, o.persistence_id, o.id LIMIT 1) head
          WHERE walk.steps < turn.steps AND walk.found < turn.most AND walk.bytes < turn.bytes)
        SELECT * FROM walk WHERE steps > 0) step
      LEFT JOIN outbox m ON step.is_ready AND m.id = step.id
      WHERE step.is_ready OR step.steps = turn.steps
      """
          .formatted(MESSAGE);

  /**
   * The first message of each of these senders, if it is due. Asked for by order and not by
   * equality, so that no other index than that of the senders will do.
   */
  static final String NEXT =
      """
      SELECT %s
      FROM unnest(?::text[], ?::int[], ?::text[]) AS done (tenant, slice, sender)
      CROSS JOIN LATERAL (
        SELECT o.* FROM outbox o
        WHERE o.tenant_id = done.tenant AND o.parked IS NULL
          AND (o.slice, o.persistence_id) >= (done.slice::smallint, done.sender)
        ORDER BY o.slice, o.persistence_id, o.id LIMIT 1) m
      WHERE m.persistence_id = done.sender AND m.due <= statement_timestamp()
      """
          .formatted(MESSAGE);

  static final String DELAY =
      """
      UPDATE outbox SET
        due = clock_timestamp() + ? * interval '1 millisecond',
        tries = tries + 1, problem = ?
      WHERE id = ? AND attempt = ? AND parked IS NULL
      """;

  static final String REFUSED =
      """
      UPDATE outbox SET
        due = clock_timestamp() + ? * interval '1 millisecond',
        tries = tries + 1, problem = ?,
        parked = CASE WHEN attempt >= ? THEN ? END,
        attempt = CASE WHEN attempt >= ? THEN attempt ELSE attempt + 1 END
      WHERE id = ? AND attempt = ? AND parked IS NULL
      RETURNING parked IS NOT NULL
      """;

  static final String PARKED =
      """
      SELECT id, persistence_id, receiver_type || '|' || receiver, manifest, tries, parked
      FROM outbox WHERE tenant_id = ? AND parked IS NOT NULL AND id > ? ORDER BY id LIMIT ?
      """;

  /** Those first messages of a tenant's senders that were tried in vain so often. */
  static final String TRIED =
      """
      WITH RECURSIVE head AS (
        (SELECT tenant_id, slice, persistence_id, id, receiver_type, receiver, manifest, tries,
           problem
         FROM outbox WHERE tenant_id = ? AND parked IS NULL
         ORDER BY slice, persistence_id, id LIMIT 1)
        UNION ALL
        SELECT further.* FROM head CROSS JOIN LATERAL (
          SELECT o.tenant_id, o.slice, o.persistence_id, o.id, o.receiver_type, o.receiver,
            o.manifest, o.tries, o.problem
          FROM outbox o
          WHERE o.tenant_id = head.tenant_id AND o.parked IS NULL
            AND (o.slice, o.persistence_id) > (head.slice, head.persistence_id)
          ORDER BY o.slice, o.persistence_id, o.id LIMIT 1) further)
      SELECT id, persistence_id, receiver_type || '|' || receiver, manifest, tries,
        coalesce(problem, '')
      FROM head WHERE tries >= ? AND id > ? ORDER BY id LIMIT ?
      """;

  static final String REPLAY =
      """
      UPDATE outbox SET parked = NULL, attempt = attempt + 1, due = clock_timestamp()
      WHERE tenant_id = ? AND id = ? AND parked IS NOT NULL
      """;

  static final String PARK =
      "UPDATE outbox SET parked = ? WHERE tenant_id = ? AND id = ? AND parked IS NULL";

  static final String DROP = "DELETE FROM outbox WHERE tenant_id = ? AND id = ?";

  private OutboxSql() {}
}
