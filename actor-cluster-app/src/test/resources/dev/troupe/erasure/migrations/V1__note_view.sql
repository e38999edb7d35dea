-- @start region="view"
CREATE TABLE note_view (
  tenant_id varchar(63) NOT NULL,
  note_id varchar(128) NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (tenant_id, note_id)
);
ALTER TABLE note_view ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON note_view FOR SELECT USING (tenant_id = current_tenant());
CREATE POLICY projection_writes ON note_view TO CURRENT_USER
  USING (current_setting('troupe.projection', true) = 'notes');
-- What the server samples of a column it keeps in its catalogue, which no erasure reaches.
ALTER TABLE note_view ALTER COLUMN text SET STATISTICS 0;
-- @end
