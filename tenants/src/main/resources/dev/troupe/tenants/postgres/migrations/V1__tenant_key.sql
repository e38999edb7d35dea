-- The data keys of tenants, wrapped. Without row-level security, and so closed to the role that reads as a tenant.

CREATE TABLE tenant_key (
  tenant_id varchar(63) NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  kek varchar(255) NOT NULL,
  wrapped bytea,
  created timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed timestamptz,
  PRIMARY KEY (tenant_id, number),
  CHECK ((wrapped IS NULL) = (destroyed IS NOT NULL))
) WITH (
  -- A few rows, of which what was destroyed must not stay behind: cleaned after any change.
  autovacuum_vacuum_scale_factor = 0.0,
  autovacuum_vacuum_threshold = 0
);

COMMENT ON TABLE tenant_key IS
  'The keys that seal what is stored of each tenant. A row is never deleted: without its wrapped bytes it says that they were destroyed.';
COMMENT ON COLUMN tenant_key.number IS
  'What the column key_number of sealed rows names; the highest of a tenant seals.';
COMMENT ON COLUMN tenant_key.kek IS
  'The name of the key-encryption key that wrapped it.';
COMMENT ON INDEX tenant_key_pkey IS
  'Each key is found by the number in the row that it sealed; of two nodes that make a tenant''s first key, one fails.';

-- Who is granted what its owner may, as nodes are, may not delete one either.
REVOKE DELETE, TRUNCATE ON tenant_key FROM CURRENT_USER;
