CREATE TABLE view (tenant_id varchar(63) NOT NULL, n integer NOT NULL, PRIMARY KEY (tenant_id, n));
ALTER TABLE view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON view FOR SELECT USING (tenant_id = current_tenant());
CREATE POLICY projection_writes ON view TO CURRENT_USER
  USING (current_setting('troupe.projection', true) = 'view');
