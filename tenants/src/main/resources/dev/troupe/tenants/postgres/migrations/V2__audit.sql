-- Who did what to whom, and who was kept from it. Without row-level security, and so closed to the role that reads as a
-- tenant: what one tenant tried against another is neither's to read.

CREATE TABLE audit (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  principal varchar(500) NOT NULL,
  tenant_id varchar(500) NOT NULL,
  action varchar(500) NOT NULL,
  target varchar(500) NOT NULL,
  outcome varchar(16) NOT NULL,
  detail varchar(500) NOT NULL,
  hash bytea NOT NULL
) WITH (
  -- As the journal: rows are written once.
  autovacuum_vacuum_insert_scale_factor = 0.0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_freeze_min_age = 0
);

COMMENT ON TABLE audit IS
  'Refusals across tenants, changes of tenants and what operators did; each row''s hash is over it and the hash of the row before it.';
COMMENT ON INDEX audit_pkey IS
  'The chain is read in order.';

CREATE INDEX audit_tenant ON audit (tenant_id, number);
COMMENT ON INDEX audit_tenant IS
  'An operator reads what concerns one tenant.';

-- Not even the owner changes a row by mistake; who drops the trigger to do it on purpose is found out by the hashes.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit: rows are added and never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- And who is granted what the owner may, as nodes are, does not get as far as the trigger.
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM CURRENT_USER;
