-- How much each tenant has stored: counted from the feed by whichever node comes first, and followed by all.

CREATE TABLE tenant_usage (
  tenant_id varchar(63) PRIMARY KEY,
  events bigint NOT NULL,
  bytes bigint NOT NULL,
  round bigint NOT NULL
) WITH (
  -- A row of each tenant that writes changes every few seconds.
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.05
);

COMMENT ON TABLE tenant_usage IS
  'Events that are kept of each tenant and the bytes of their payloads, as of tenant_usage_position.';
COMMENT ON COLUMN tenant_usage.round IS
  'The count in which the row changed last.';
COMMENT ON INDEX tenant_usage_pkey IS
  'A count adds to the rows of the tenants that wrote.';

CREATE INDEX tenant_usage_round ON tenant_usage (round);
COMMENT ON INDEX tenant_usage_round IS
  'Nodes read what changed since they looked last.';

-- As in V9: nodes count all tenants, and who else may read sees one tenant's rows, or none.
ALTER TABLE tenant_usage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON tenant_usage FOR SELECT USING (tenant_id = current_tenant());
CREATE POLICY all_tenants ON tenant_usage TO CURRENT_USER USING (true);

CREATE TABLE tenant_usage_position (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  xid xid8 NOT NULL DEFAULT '0',
  ordering bigint NOT NULL DEFAULT 0,
  round bigint NOT NULL DEFAULT 0,
  counted timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 20);

COMMENT ON TABLE tenant_usage_position IS
  'How far the journal is counted, changed in the transaction of the counts; one row, locked by who counts.';
COMMENT ON COLUMN tenant_usage_position.counted IS
  'When a count last reached the end, so that not every node does it every time.';
COMMENT ON INDEX tenant_usage_position_pkey IS
  'There is one position.';

INSERT INTO tenant_usage_position DEFAULT VALUES;

INSERT INTO erasure_kept VALUES ('tenant_usage_position', 'how far the journal is counted, over all tenants');
