-- The columns that stock Pekko Persistence JDBC 1.1.1 reads and writes, and the tenant. See V1 for the expression.

CREATE TABLE snapshot (
  persistence_id varchar(255) NOT NULL,
  sequence_number bigint NOT NULL,
  created bigint NOT NULL,
  snapshot_ser_id integer NOT NULL,
  snapshot_ser_manifest varchar(255) NOT NULL,
  snapshot_payload bytea NOT NULL,
  meta_ser_id integer,
  meta_ser_manifest varchar(255),
  meta_payload bytea,
  key_number integer,
  tenant_id varchar(63) NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN position('|' in persistence_id) > 1
        AND position(':' in split_part(persistence_id, '|', 2)) BETWEEN 2 AND 64
      THEN split_part(split_part(persistence_id, '|', 2), ':', 1)
      ELSE ''
    END) STORED,
  PRIMARY KEY (persistence_id, sequence_number)
) WITH (
  -- Retention deletes old snapshots all the time: reclaim them at 5 % instead of at 20 %.
  autovacuum_vacuum_scale_factor = 0.05,
  toast.autovacuum_vacuum_scale_factor = 0.05
);

COMMENT ON TABLE snapshot IS
  'States of entities at a sequence number, to shorten recovery; the journal can do without.';
COMMENT ON COLUMN snapshot.tenant_id IS
  'The tenant in the persistence id ''type|tenant:id''; empty for all else.';
COMMENT ON COLUMN snapshot.key_number IS
  'The tenant''s key that both payloads are sealed with; null for plain text.';
COMMENT ON INDEX snapshot_pkey IS
  'Recovery reads the newest snapshot of one entity.';

CREATE INDEX snapshot_tenant ON snapshot (tenant_id);
COMMENT ON INDEX snapshot_tenant IS
  'Erasure finds the snapshots of one tenant, without reading the others.';

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
    ALTER TABLE snapshot ALTER COLUMN snapshot_payload SET COMPRESSION lz4;
  END IF;
END
$$;
