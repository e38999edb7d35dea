-- What all nodes must agree on and is of no tenant: small registers, and who leads. See V1 for the journal.

CREATE TABLE cluster_register (
  name varchar(128) PRIMARY KEY,
  version bigint NOT NULL CHECK (version > 0),
  value text NOT NULL CHECK (octet_length(value) <= 65536)
);

COMMENT ON TABLE cluster_register IS
  'Registers of the cluster; each write names the version that it follows.';
COMMENT ON COLUMN cluster_register.version IS
  'How often the register was written; never lower than it was.';
COMMENT ON INDEX cluster_register_pkey IS
  'There is one register of a name, whoever writes it first.';

CREATE TABLE cluster_leader (
  name varchar(128) PRIMARY KEY,
  leader varchar(255) NOT NULL,
  token bigint NOT NULL CHECK (token > 0),
  until timestamptz NOT NULL
) WITH (
  -- Changed with each renewal.
  fillfactor = 50
);

COMMENT ON TABLE cluster_leader IS
  'Who leads what, until when by the clock of this server.';
COMMENT ON COLUMN cluster_leader.token IS
  'Grows with each new term, so that what an earlier leader still sends can be told apart.';
COMMENT ON INDEX cluster_leader_pkey IS
  'There is one leader of a name.';

INSERT INTO erasure_kept VALUES
  ('cluster_register', 'registers of the cluster, of no tenant'),
  ('cluster_leader', 'who leads, of no tenant');
