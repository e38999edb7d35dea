-- The statements that give the role of the nodes what it is to have, and take what it has beyond that. The arguments are
-- the role and the schema. Who runs it owns the tables; what is right already gives no statement.
WITH node AS (
  SELECT oid, quote_ident(rolname) AS name FROM pg_roles WHERE rolname = ?),
space AS (
  SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname = ?),
me AS (
  SELECT oid FROM pg_roles WHERE rolname = current_user),
relation AS (
  SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
    format('%I.%I', space.nspname, c.relname) AS name
  FROM pg_class c JOIN space ON space.oid = c.relnamespace
  WHERE pg_has_role(c.relowner, 'USAGE')),
-- Where the nodes' role owns the tables itself there is nothing to grant.
given AS (
  SELECT relation.* FROM relation JOIN node ON node.oid <> relation.relowner),
stored AS (
  SELECT * FROM given WHERE relkind IN ('r', 'p', 'v', 'm', 'f')),
wanted AS (
  SELECT stored.oid, privilege
  FROM stored CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
  WHERE CASE
    -- Stock writes tags and reads by them.
    -- A certificate is issued once, and what was noted in the catalogue stays.
    WHEN relname IN ('event_journal', 'event_tag', 'erasure_certificate', 'event_catalogue') THEN privilege IN ('SELECT', 'INSERT')
    -- Written by functions of the owner alone, and by the migrations.
    WHEN relname IN ('blocked_tenant', 'erasure', 'erasure_kept', 'flyway_schema_history') OR starts_with(relname, 'migrations_')
      THEN privilege = 'SELECT'
    -- What the owner has left itself: a table whose owner may not delete is none to delete from.
    ELSE privilege IN (
      SELECT privilege_type FROM aclexplode(coalesce(relacl, acldefault('r', relowner)))
      WHERE grantee = relowner)
    END),
granted AS (
  SELECT stored.oid, entry.privilege_type AS privilege
  FROM stored CROSS JOIN node CROSS JOIN aclexplode(stored.relacl) entry
  WHERE entry.grantee = node.oid),
routine AS (
  SELECT p.oid::regprocedure::text AS name, p.prosecdef, p.prorettype, p.proowner <> node.oid AS is_given,
    EXISTS (SELECT FROM aclexplode(rights.acl) WHERE grantee = 0) AS is_public,
    EXISTS (SELECT FROM aclexplode(rights.acl) WHERE grantee = node.oid) AS is_granted
  FROM pg_proc p JOIN space ON space.oid = p.pronamespace CROSS JOIN node
    CROSS JOIN LATERAL (SELECT coalesce(p.proacl, acldefault('f', p.proowner)) AS acl) rights
  WHERE pg_has_role(p.proowner, 'USAGE')),
statement (step, text) AS (
  SELECT 1, format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name)
  FROM relation WHERE relkind IN ('r', 'p') AND relrowsecurity AND NOT relforcerowsecurity
  UNION ALL
  -- A policy that names one of the two is for both.
  SELECT 2, format('ALTER POLICY %I ON %s TO %s', p.polname, r.name,
    string_agg(quote_ident(member.rolname), ', ' ORDER BY member.oid))
  FROM pg_policy p JOIN relation r ON r.oid = p.polrelid CROSS JOIN node CROSS JOIN me
    JOIN pg_roles member ON member.oid = ANY (p.polroles || ARRAY[r.relowner, node.oid])
  WHERE p.polroles && ARRAY[r.relowner, node.oid, me.oid] AND NOT p.polroles @> ARRAY[r.relowner, node.oid]
  GROUP BY p.oid, p.polname, r.name
  UNION ALL
  SELECT 3, format('GRANT USAGE ON SCHEMA %I TO %s', nspname, node.name)
  FROM space JOIN node ON node.oid <> nspowner
  WHERE pg_has_role(nspowner, 'USAGE')
    AND NOT EXISTS (SELECT FROM aclexplode(nspacl) WHERE grantee = node.oid AND privilege_type = 'USAGE')
  UNION ALL
  SELECT 3, format('REVOKE CREATE ON SCHEMA %I FROM %s', nspname, node.name)
  FROM space JOIN node ON node.oid <> nspowner
  WHERE pg_has_role(nspowner, 'USAGE')
    AND EXISTS (SELECT FROM aclexplode(nspacl) WHERE grantee = node.oid AND privilege_type = 'CREATE')
  UNION ALL
  SELECT 4, format('GRANT %s ON %s TO %s', string_agg(missing.privilege, ', '), stored.name, node.name)
  FROM (SELECT * FROM wanted EXCEPT SELECT * FROM granted) missing JOIN stored USING (oid) CROSS JOIN node
  GROUP BY stored.name, node.name
  UNION ALL
  SELECT 4, format('REVOKE %s ON %s FROM %s', string_agg(beyond.privilege, ', '), stored.name, node.name)
  FROM (SELECT * FROM granted EXCEPT SELECT * FROM wanted) beyond JOIN stored USING (oid) CROSS JOIN node
  GROUP BY stored.name, node.name
  UNION ALL
  -- An identity column needs none.
  SELECT 5, format('GRANT USAGE ON SEQUENCE %s TO %s', given.name, node.name)
  FROM given CROSS JOIN node
  WHERE relkind = 'S'
    AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = given.oid AND d.deptype = 'i')
    AND NOT EXISTS (
      SELECT FROM aclexplode(relacl) WHERE grantee = node.oid AND privilege_type = 'USAGE')
  UNION ALL
  SELECT 6, format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', name)
  FROM routine WHERE prosecdef AND is_public
  UNION ALL
  SELECT 7, format('GRANT EXECUTE ON ROUTINE %s TO %s', routine.name, node.name)
  FROM routine CROSS JOIN node
  WHERE is_given AND NOT is_granted AND (prosecdef OR NOT is_public) AND prorettype <> 'trigger'::regtype)
SELECT text FROM statement ORDER BY step, text
