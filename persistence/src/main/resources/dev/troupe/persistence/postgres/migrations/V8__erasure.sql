-- What it takes to delete a blocked tenant for good, and to show that it is. All of it is done by functions that run as
-- the owner of the tables: who works as a node may delete no event, except through these, and these delete nothing of a
-- tenant that is not blocked.

-- The column is not called tenant_id, so that nobody takes these rows for data of the tenant: they stay.
CREATE TABLE erasure (
  tenant varchar(63) NOT NULL,
  relation varchar(63) NOT NULL,
  rows bigint NOT NULL DEFAULT 0,
  plain_rows bigint NOT NULL DEFAULT 0,
  digest bytea NOT NULL DEFAULT sha256(''),
  rewritten boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, relation)
);

COMMENT ON TABLE erasure IS
  'How far the deletion of a tenant has come: per table what was deleted, counted in the transaction that deleted it.';
COMMENT ON COLUMN erasure.plain_rows IS
  'Rows among them of which something was not sealed, so that bytes that can be read are left in the table''s pages.';
COMMENT ON COLUMN erasure.digest IS
  'SHA-256 over the digest before and the SHA-256 of each row that was deleted, in their order as bytes.';
COMMENT ON COLUMN erasure.rewritten IS
  'Whether the table was written anew since, without what is left of deleted rows.';
COMMENT ON INDEX erasure_pkey IS
  'A deletion adds to the row of its tenant and table.';

CREATE TABLE erasure_certificate (
  tenant varchar(63) PRIMARY KEY,
  certificate text NOT NULL,
  issued timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE erasure_certificate IS
  'The signed certificates of tenants that are erased, for whoever asks later.';
COMMENT ON INDEX erasure_certificate_pkey IS
  'A tenant is erased once.';

CREATE TABLE erasure_kept (
  relation varchar(63) PRIMARY KEY,
  reason varchar(200) NOT NULL
);

COMMENT ON TABLE erasure_kept IS
  'Tables of which nothing is deleted with a tenant, each with why; all others must have a column tenant_id.';
COMMENT ON INDEX erasure_kept_pkey IS
  'A table is kept or not.';

INSERT INTO erasure_kept VALUES
  ('blocked_tenant', 'the tenant''s name, so that nothing of it is ever stored again'),
  ('erasure', 'the tenant''s name, and how many rows were deleted of it'),
  ('erasure_certificate', 'the tenant''s name, and the certificate'),
  ('erasure_kept', 'names of tables'),
  ('event_tag', 'tags of events, which are deleted with them'),
  ('projection_offset', 'how far projections have come, over all tenants'),
  ('flyway_schema_history', 'versions of the tables');

-- The tenant that this transaction deletes, set by erase_rows alone; see current_tenant.
CREATE FUNCTION erased_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(pg_catalog.current_setting('troupe.erasure', true), '') $$;

COMMENT ON FUNCTION erased_tenant() IS
  'The tenant whose rows the owner may delete in this transaction, or null.';

-- A table of tenants' rows: what erase_rows deletes from. Views and tables of other schemas are none.
CREATE FUNCTION erasable_tables() RETURNS TABLE (relation text, has_key boolean, bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT c.relname::text,
    EXISTS (SELECT FROM pg_attribute k
      WHERE k.attrelid = c.oid AND k.attname = 'key_number' AND NOT k.attisdropped),
    pg_total_relation_size(c.oid)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT IN (SELECT k.relation FROM erasure_kept k)
  ORDER BY c.relname
$$;

COMMENT ON FUNCTION erasable_tables() IS
  'The tables whose rows are deleted with their tenant, and whether their payloads are sealed.';

-- What Flyway remembers of an application's tables is in migrations_ and a name.
CREATE FUNCTION unknown_tables() RETURNS TABLE (relation text)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
  SELECT c.relname::text FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT LIKE 'migrations\_%'
    AND c.relname NOT IN (SELECT k.relation FROM erasure_kept k)
    AND c.relname NOT IN (SELECT t.relation FROM erasable_tables() t)
  ORDER BY c.relname
$$;

COMMENT ON FUNCTION unknown_tables() IS
  'Tables of which nobody said whether they hold something of tenants: no column tenant_id, and not in erasure_kept.';

CREATE FUNCTION require_blocked(erased text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM blocked_tenant b WHERE b.tenant_id = erased) THEN
    RAISE EXCEPTION 'tenant ''%'' is not blocked, and nothing of it is deleted', erased
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END
$$;

COMMENT ON FUNCTION require_blocked(text) IS
  'Fails unless the tenant is blocked.';

CREATE FUNCTION require_erasable(erased text, target text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  PERFORM require_blocked(erased);
  IF NOT EXISTS (SELECT FROM erasable_tables() t WHERE t.relation = target) THEN
    RAISE EXCEPTION 'table ''%'' holds no rows that are deleted with a tenant', target
      USING ERRCODE = 'undefined_table';
  END IF;
END
$$;

COMMENT ON FUNCTION require_erasable(text, text) IS
  'Fails unless the tenant is blocked and the table holds rows that are deleted with it.';

-- By tableoid too: a row's place is one of its partition.
CREATE FUNCTION erase_rows(erased text, target text, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  deleted bigint;
  plain bigint;
  hashes bytea;
  is_sealed text;
BEGIN
  PERFORM require_erasable(erased, target);
  PERFORM set_config('troupe.erasure', erased, true);
  SELECT CASE WHEN t.has_key THEN 'r.key_number IS NOT NULL' ELSE 'false' END INTO is_sealed
  FROM erasable_tables() t WHERE t.relation = target;
  EXECUTE format(
    'WITH chosen AS MATERIALIZED (SELECT s.tableoid AS part, s.ctid AS place FROM %1$I s WHERE s.tenant_id = $1 LIMIT $2),
     gone AS (
       DELETE FROM %1$I r USING chosen WHERE r.tableoid = chosen.part AND r.ctid = chosen.place
       RETURNING sha256(convert_to((r.*)::text, ''UTF8'')) AS hash, %2$s AS sealed)
     SELECT count(*), count(*) FILTER (WHERE NOT sealed), string_agg(hash, '''' ORDER BY hash) FROM gone',
    target, is_sealed)
  INTO deleted, plain, hashes USING erased, most;
  IF deleted > 0 THEN
    INSERT INTO erasure AS e (tenant, relation, rows, plain_rows, digest)
    VALUES (erased, target, deleted, plain, sha256(sha256('') || hashes))
    ON CONFLICT (tenant, relation) DO UPDATE SET rows = e.rows + deleted, plain_rows = e.plain_rows + plain,
      digest = sha256(e.digest || hashes), rewritten = false;
  END IF;
  RETURN deleted;
END
$$;

COMMENT ON FUNCTION erase_rows(text, text, integer) IS
  'Deletes some rows of a blocked tenant, adds them to what erasure counts, and says how many they were.';

CREATE FUNCTION count_rows(erased text, target text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found bigint;
BEGIN
  PERFORM require_erasable(erased, target);
  PERFORM set_config('troupe.erasure', erased, true);
  EXECUTE format('SELECT count(*) FROM %I WHERE tenant_id = $1', target) INTO found USING erased;
  RETURN found;
END
$$;

COMMENT ON FUNCTION count_rows(text, text) IS
  'How many rows of a blocked tenant a table still has.';

-- What a deleted row leaves behind in the pages of its table and indexes stays there until something else is written over
-- it; so does what rows said before they were changed. CLUSTER writes the table anew, and unlike VACUUM FULL a function
-- may call it. relfrozenxid is then the oldest transaction that some snapshot may still see as running: what was deleted
-- before it has not been copied.
CREATE FUNCTION rewrite_table(erased text, target text, deleted_by xid8) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '250ms' AS $$
DECLARE
  by_index text;
BEGIN
  PERFORM require_blocked(erased);
  IF deleted_by >= pg_snapshot_xmin(pg_current_snapshot()) THEN
    RETURN false;
  END IF;
  SELECT i.relname INTO by_index
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
  WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = target AND t.relkind = 'r'
    AND x.indisprimary AND x.indisvalid
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped);
  IF by_index IS NULL THEN
    RAISE EXCEPTION 'table ''%'' has no tenants or no primary key, or partitions, and is not written anew', target
      USING ERRCODE = 'feature_not_supported';
  END IF;
  EXECUTE format('CLUSTER %I USING %I', target, by_index);
  EXECUTE format('ALTER TABLE %I SET WITHOUT CLUSTER', target);
  IF age(deleted_by::xid) <= (SELECT age(c.relfrozenxid) FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = target) THEN
    RETURN false;
  END IF;
  INSERT INTO erasure (tenant, relation, rewritten) VALUES (erased, target, true)
  ON CONFLICT (tenant, relation) DO UPDATE SET rewritten = true;
  RETURN true;
END
$$;

COMMENT ON FUNCTION rewrite_table(text, text, xid8) IS
  'Writes a table anew, without what was deleted up to a transaction; false if that may still be read.';

-- A slice that is parked before an event that was deleted says so with the entity's key, and would wait for ever.
CREATE FUNCTION unpark_projections() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  unparked bigint;
BEGIN
  UPDATE projection_offset p SET failure = NULL, failed_xid = NULL, failed_ordering = NULL
  WHERE p.failed_ordering IS NOT NULL
    AND NOT EXISTS (SELECT FROM event_journal j WHERE j.ordering = p.failed_ordering);
  GET DIAGNOSTICS unparked = ROW_COUNT;
  RETURN unparked;
END
$$;

COMMENT ON FUNCTION unpark_projections() IS
  'Lets slices go on that are parked before an event that is not there any more.';

REVOKE EXECUTE ON FUNCTION erasable_tables(), unknown_tables(), require_erasable(text, text), erase_rows(text, text, integer),
  require_blocked(text), count_rows(text, text), rewrite_table(text, text, xid8), unpark_projections() FROM PUBLIC;

-- As the owner they run in our schema, whatever search path their caller has set.
DO $$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN
    SELECT p.oid FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', routine, current_schema());
  END LOOP;
END
$$;
