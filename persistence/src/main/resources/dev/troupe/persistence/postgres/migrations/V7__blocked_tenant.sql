-- Tenants of which nothing is stored any more, whoever tries: also a node that was asleep while the tenant was erased, and
-- also another journal on these tables.

CREATE TABLE blocked_tenant (
  tenant_id varchar(63) PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE blocked_tenant IS
  'Erased tenants, and those whose erasure has begun. Rows stay, since a name is given once.';
COMMENT ON INDEX blocked_tenant_pkey IS
  'Each statement that stores something looks whether a tenant of its rows is here.';

-- Once per statement and not per row: for 400 rows that is within the noise of inserting them, where a trigger per row
-- makes it half as slow again. The tenant comes as the detail, so that its rows are known at once.
CREATE FUNCTION refuse_blocked_tenants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  blocked text;
BEGIN
  SELECT b.tenant_id INTO blocked
  FROM (SELECT DISTINCT tenant_id FROM stored) s JOIN blocked_tenant b ON b.tenant_id = s.tenant_id
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'tenant ''%'' is erased, and nothing of it is stored any more', blocked
      USING ERRCODE = '23T01', DETAIL = blocked;
  END IF;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION refuse_blocked_tenants() IS
  'Fails a statement that stores rows of a tenant in blocked_tenant.';

CREATE TRIGGER blocked_tenant AFTER INSERT ON event_journal
REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION refuse_blocked_tenants();
CREATE TRIGGER blocked_tenant AFTER INSERT ON snapshot
REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION refuse_blocked_tenants();
CREATE TRIGGER blocked_tenant AFTER INSERT ON outbox
REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION refuse_blocked_tenants();
CREATE TRIGGER blocked_tenant AFTER INSERT ON reminder
REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION refuse_blocked_tenants();
