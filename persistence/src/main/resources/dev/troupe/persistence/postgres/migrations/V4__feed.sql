-- What the feed and the projections need, and who may read what. See V1 for tenant_id.

-- By the database's clock, because those of the nodes jump. It costs a batch of rows nothing that could be measured, and
-- the rows that are there already get the time of this migration without being written anew.
ALTER TABLE event_journal ADD COLUMN written timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN event_journal.written IS
  'When the transaction began that wrote the row: for the age of what is unread, and for people; never an order.';

-- Every node follows the few events of the platform's own entities, whatever else is in the journal.
CREATE INDEX event_journal_system ON event_journal (transaction_id, ordering) WHERE tenant_id = '_system';
COMMENT ON INDEX event_journal_system IS
  'Nodes follow the tenants: who there is, who is suspended, what the limits are.';

CREATE TABLE projection_offset (
  name varchar(64) NOT NULL,
  slice smallint NOT NULL,
  slices smallint NOT NULL CHECK (slices BETWEEN 1 AND 256),
  type varchar(32) NOT NULL,
  xid xid8 NOT NULL DEFAULT '0',
  ordering bigint NOT NULL DEFAULT 0,
  paused boolean NOT NULL DEFAULT false,
  failure varchar(2000),
  failed_xid xid8,
  failed_ordering bigint,
  node varchar(255) NOT NULL DEFAULT '',
  updated timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (name, slice)
) WITH (
  -- A few rows that change with every batch: room for the next version of each, and early cleaning.
  fillfactor = 20,
  autovacuum_vacuum_scale_factor = 0.0,
  autovacuum_vacuum_threshold = 1000
);

COMMENT ON TABLE projection_offset IS
  'How far each slice of each projection has come, changed in the transaction of what it did.';
COMMENT ON INDEX projection_offset_pkey IS
  'A slice finds and locks its row.';
COMMENT ON COLUMN projection_offset.slices IS
  'Of how many: slice n has the entities whose hash, modulo 256, is from n * 256 / slices up to the next slice''s.';
COMMENT ON COLUMN projection_offset.failure IS
  'Why it was parked, before the event at failed_xid, failed_ordering; it waits for an operator.';

-- The tenant whose rows this transaction may read. A setting that was local to an earlier transaction of the session
-- is left empty and not unset, and the platform's own streams have the empty tenant: so empty means nobody.
CREATE FUNCTION current_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(pg_catalog.current_setting('troupe.tenant', true), '') $$;

COMMENT ON FUNCTION current_tenant() IS
  'What set_config(''troupe.tenant'', ..., true) said in this transaction, or null.';

-- The owner, as whom the journal writes and the feed reads, is exempt at no cost, and COPY works for nobody else: so
-- these two tables are not forced. Every other role that is granted SELECT sees one tenant's rows, or none.
ALTER TABLE event_journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON event_journal FOR SELECT USING (tenant_id = current_tenant());

ALTER TABLE snapshot ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON snapshot FOR SELECT USING (tenant_id = current_tenant());
