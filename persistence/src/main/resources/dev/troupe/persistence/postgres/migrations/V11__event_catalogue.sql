-- What there is to be read: each kind of message that something is stored of. A node of a new version looks here before it
-- serves. See V1 for the journal.

CREATE TABLE event_catalogue (
  store varchar(16) NOT NULL CHECK (store IN ('event', 'snapshot', 'message', 'reminder')),
  serializer integer NOT NULL,
  manifest varchar(255) NOT NULL,
  -- A shape may be longer than what an index takes.
  digest bytea NOT NULL,
  shape text NOT NULL,
  ordering bigint,
  first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (store, serializer, manifest, digest)
);

COMMENT ON TABLE event_catalogue IS
  'Each name and shape of stored messages, added in the transaction that stores the first of it.';
COMMENT ON COLUMN event_catalogue.digest IS
  'SHA-256 of the shape.';
COMMENT ON COLUMN event_catalogue.shape IS
  'The fields and their types as the build had them that wrote it; empty if it was found and not noted.';
COMMENT ON COLUMN event_catalogue.ordering IS
  'Where in the journal one of it is, to be read as a sample; it may be gone by now.';
COMMENT ON INDEX event_catalogue_pkey IS
  'A kind is noted once, whichever node comes first.';

-- Rows that were there before are looked through by whichever node starts first, some at a time, since no node could
-- answer a probe for as long as a migration takes that reads them all. What comes later is looked through by the nodes that
-- start later, for what was stored by who keeps no catalogue.
CREATE TABLE event_catalogue_fill (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seen bigint NOT NULL,
  until bigint NOT NULL
);

COMMENT ON TABLE event_catalogue_fill IS
  'How far the journal was looked through for names that nobody noted; one row, locked by who looks.';
COMMENT ON COLUMN event_catalogue_fill.seen IS
  'The last ordering that was looked at.';
COMMENT ON COLUMN event_catalogue_fill.until IS
  'The last ordering that was there before the catalogue; -1 once that is done.';
COMMENT ON INDEX event_catalogue_fill_pkey IS
  'There is one position.';

INSERT INTO event_catalogue_fill (seen, until) SELECT 0, coalesce(max(ordering), 0) FROM event_journal;

INSERT INTO erasure_kept VALUES
  ('event_catalogue', 'names and shapes of messages, over all tenants'),
  ('event_catalogue_fill', 'how far the journal was looked through, over all tenants');
