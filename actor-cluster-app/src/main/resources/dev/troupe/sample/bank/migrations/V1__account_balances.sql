-- @start region="table"
CREATE TABLE account_balances (
  tenant_id varchar(63) NOT NULL,
  -- "C", so that pages are in the order of bytes, whatever the database's language is.
  account_id varchar(128) COLLATE "C" NOT NULL,
  cents bigint NOT NULL,
  movements bigint NOT NULL,
  PRIMARY KEY (tenant_id, account_id)
);

-- Forced: the owner is held to the policies like anybody else.
ALTER TABLE account_balances ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant_reads ON account_balances FOR SELECT
  USING (tenant_id = current_tenant());

-- Only the projection writes, in the transactions in which the platform says that it is the one. What is for the owner,
-- who runs this, is for the role of the nodes as well.
CREATE POLICY projection_writes ON account_balances TO CURRENT_USER
  USING (current_setting('troupe.projection', true) = 'account-balances');
-- @end
