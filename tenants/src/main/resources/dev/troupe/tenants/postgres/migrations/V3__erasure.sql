-- What of the tables of tenants stays when a tenant is erased.
INSERT INTO erasure_kept VALUES
  ('audit', 'who did what to the tenant, which is the record of its erasure too'),
  ('tenant_key', 'that its keys were destroyed, and when');
