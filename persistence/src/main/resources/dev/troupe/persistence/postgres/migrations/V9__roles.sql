-- Row-level security holds for every role, also the owner. What each role may do with a table is granted at each start, to
-- the roles that the settings name.

ALTER TABLE event_journal FORCE ROW LEVEL SECURITY;
ALTER TABLE snapshot FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE reminder FORCE ROW LEVEL SECURITY;

-- One transaction of the journal writes for many tenants. A start makes each policy that names the owner hold for the role
-- of the nodes too. The planner takes a condition that is always true away.
CREATE POLICY all_tenants ON event_journal TO CURRENT_USER USING (true);
CREATE POLICY all_tenants ON snapshot TO CURRENT_USER USING (true);
CREATE POLICY all_tenants ON outbox TO CURRENT_USER USING (true);
CREATE POLICY all_tenants ON reminder TO CURRENT_USER USING (true);

-- The role of the nodes may not lock the journal against inserts, nor write to blocked_tenant: so that nothing is blocked
-- without having waited for who stores something of it.
CREATE FUNCTION block_tenant(tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET lock_timeout = '250ms' AS $$
BEGIN
  -- The one lock that waits for whoever inserts and for nobody who reads. Its order is that in which the journal's
  -- transactions come to the tables.
  LOCK TABLE event_journal, outbox, reminder, snapshot IN SHARE MODE;
  INSERT INTO blocked_tenant (tenant_id) VALUES (tenant) ON CONFLICT DO NOTHING;
END
$$;

COMMENT ON FUNCTION block_tenant(text) IS
  'Blocks a tenant for ever, once all who store something have ended; fails if they take longer than 250 ms.';

REVOKE ALL ON FUNCTION block_tenant(text) FROM PUBLIC;

-- As the owner it runs in our schema, whatever search path its caller has set.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION block_tenant(text) SET search_path = pg_catalog, %I, pg_temp', current_schema());
END
$$;
