/** The first schema: ledger, erasable texts, records and what is derived from them. */
export const first = /* sql */ `
-- Instants travel as text in the form of Date.prototype.toISOString().
CREATE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Append-only: the application's role may SELECT and INSERT (design §5). The body is the very text that was hashed.
CREATE TABLE ledger (
  position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream    text COLLATE "C" NOT NULL,
  seq       integer NOT NULL CHECK (seq > 0),
  at        text NOT NULL,
  actor     text NOT NULL,
  type      text NOT NULL,
  body      text NOT NULL,
  prev_hash text NOT NULL,
  hash      text NOT NULL,
  txid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (stream, seq)
);

-- Free text and names by their commitments. Deleting a row erases the text; the chain still verifies.
CREATE TABLE texts (
  commitment text COLLATE "C" PRIMARY KEY,
  stream     text COLLATE "C" NOT NULL,
  salt       text NOT NULL,
  text       text NOT NULL
);

-- One row per record: the head of its chain, its folded state, its agenda, and what lists show of it.
CREATE TABLE cases (
  id            text COLLATE "C" PRIMARY KEY,
  kind          text NOT NULL,
  seq           integer NOT NULL,
  head_hash     text NOT NULL,
  last_at       timestamptz NOT NULL,
  rev           bigint NOT NULL,
  state         json NOT NULL,
  -- the chain's hash when the state was last written: names the state in caches
  state_hash    text NOT NULL,
  -- as the rules computed it; open, wake_at and tell below also count the messages
  agenda        json NOT NULL,
  open          boolean NOT NULL,
  wake_at       timestamptz,
  tell          text[] NOT NULL,
  tell_since    timestamptz,
  step_key      text,
  step_since    timestamptz,
  -- copies of messages that show an older state are redrawn
  wanted_rev    bigint NOT NULL,
  status        text NOT NULL,
  title         text NOT NULL,
  system_id     text COLLATE "C",
  unit          text,
  owner         text,
  requester     text,
  -- who wants to pass the gate at present
  asking        text[] NOT NULL,
  closed        boolean NOT NULL,
  approved      boolean NOT NULL,
  policy_digest text,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
-- States are a few kB and are written at every commit: the quicker compression, where this PostgreSQL was built with it.
DO $$ BEGIN
  ALTER TABLE cases ALTER COLUMN state SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
CREATE INDEX cases_by_kind ON cases (kind, id);
CREATE INDEX cases_by_system ON cases (system_id, id) WHERE system_id IS NOT NULL;
CREATE INDEX cases_approved ON cases (system_id) WHERE approved AND system_id IS NOT NULL;
CREATE INDEX cases_by_owner ON cases (owner, id) WHERE owner IS NOT NULL;
CREATE INDEX cases_by_wake ON cases (wake_at) WHERE open AND wake_at IS NOT NULL;
CREATE INDEX cases_by_step ON cases (step_since) WHERE open AND step_since IS NOT NULL;
CREATE INDEX cases_by_tell ON cases (tell_since) WHERE open AND tell_since IS NOT NULL;

-- Open obligations stay in a small table of their own: a partial index on a big one goes stale (design §12).
CREATE TABLE obligations (
  id          text COLLATE "C" PRIMARY KEY,
  case_id     text COLLATE "C" NOT NULL,
  system_id   text COLLATE "C",
  kind        text NOT NULL,
  state       text NOT NULL,
  owed_person text,
  owed_role   text,
  to_people   text[] NOT NULL,
  opened_at   timestamptz NOT NULL,
  due_at      timestamptz,
  closed_at   timestamptz,
  version     integer NOT NULL,
  data        json NOT NULL
);
CREATE TABLE obligations_closed (LIKE obligations INCLUDING ALL);
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_due ON obligations (due_at, id);
CREATE INDEX obligations_by_person ON obligations USING gin (to_people) WITH (fastupdate = off);
CREATE INDEX obligations_closed_by_case ON obligations_closed (case_id);
CREATE INDEX obligations_closed_by_due ON obligations_closed (due_at, id);
CREATE INDEX obligations_closed_by_person ON obligations_closed USING gin (to_people);

-- Locked FOR UPDATE by whatever changes what holds a gate, FOR SHARE by permits and by new cases (design §4).
CREATE TABLE scopes (id text COLLATE "C" PRIMARY KEY);
INSERT INTO scopes VALUES ('organisation');
-- Units of the directory with the way to the top, nearest first.
CREATE TABLE units (id text PRIMARY KEY, path text[] NOT NULL);

-- The scopes whose matters reach a system: everything, its unit and the units above, itself.
CREATE FUNCTION scopes_of(system text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY['organisation', 'system:' || system]
    || ARRAY(SELECT 'unit:' || p FROM cases s JOIN units u ON u.id = s.unit, unnest(u.path) p WHERE s.id = system)
$$;

CREATE TABLE blockers (
  id        text COLLATE "C" PRIMARY KEY,
  stream    text COLLATE "C" NOT NULL,
  scope     text COLLATE "C" NOT NULL,
  raised_at timestamptz NOT NULL,
  data      json NOT NULL
);
CREATE INDEX blockers_by_scope ON blockers (scope);
CREATE TABLE waivers (
  id         text COLLATE "C" PRIMARY KEY,
  stream     text COLLATE "C" NOT NULL,
  blocker_id text COLLATE "C" NOT NULL,
  data       json NOT NULL
);
CREATE INDEX waivers_by_blocker ON waivers (blocker_id);
CREATE TABLE live_versions (
  case_id   text COLLATE "C" PRIMARY KEY,
  system_id text COLLATE "C" NOT NULL,
  data      json NOT NULL
);
CREATE INDEX live_versions_by_system ON live_versions (system_id);
-- One open rollout per environment (§1.18): the second of two that race breaks this key, looks again and is refused.
CREATE TABLE rollouts (
  system_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  case_id     text COLLATE "C" NOT NULL UNIQUE,
  PRIMARY KEY (system_id, environment)
);

CREATE TABLE policies (digest text PRIMARY KEY, data json NOT NULL);
-- Ids of things inside a record (permits, versions, risks …), to find the record by.
CREATE TABLE ids (id text COLLATE "C" PRIMARY KEY, stream text COLLATE "C" NOT NULL);

-- The outcome of each command, for its repeat.
CREATE TABLE commands (
  command_id text COLLATE "C" PRIMARY KEY,
  stream     text COLLATE "C" NOT NULL,
  digest     text NOT NULL,
  first_seq  integer NOT NULL,
  last_seq   integer NOT NULL,
  result     json,
  refusal    json,
  at         timestamptz NOT NULL
);

CREATE TABLE deliveries (
  key           text COLLATE "C" PRIMARY KEY,
  case_id       text COLLATE "C" NOT NULL,
  obligation_id text,
  recipient     text NOT NULL,
  channel       text NOT NULL,
  channels      text[] NOT NULL,
  kind          text NOT NULL,
  about         json NOT NULL,
  mutable       boolean NOT NULL,
  late          boolean NOT NULL,
  state         text NOT NULL,
  remote_ref    text,
  shown_rev     bigint,
  attempts      integer NOT NULL DEFAULT 0,
  next_at       timestamptz NOT NULL,
  lease_until   timestamptz,
  owed_at       timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  sent_at       timestamptz,
  last_error    text
);
CREATE INDEX deliveries_by_case ON deliveries (case_id, channel);
CREATE TABLE destinations (
  channel      text NOT NULL,
  destination  text NOT NULL,
  next_free_at timestamptz NOT NULL,
  PRIMARY KEY (channel, destination)
);

-- Cases to look at again because something outside them moved.
CREATE TABLE wakes (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text COLLATE "C" NOT NULL,
  at      timestamptz NOT NULL
);
CREATE INDEX wakes_by_case ON wakes (case_id);
-- Agendas that the case's workflow has not been handed yet; empty when all is well.
CREATE TABLE relay_queue (
  case_id text COLLATE "C" PRIMARY KEY,
  rev     bigint NOT NULL,
  since   timestamptz NOT NULL
);

CREATE TABLE tokens (
  id         text COLLATE "C" PRIMARY KEY,
  hash       text NOT NULL UNIQUE,
  subject    json NOT NULL,
  scopes     text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- What should have happened by "since" and has not. A row whose "since" lies ahead is merely planned.
CREATE VIEW late AS
  SELECT c.id AS case_id, c.kind, 'relay' AS what, q.since FROM relay_queue q JOIN cases c ON c.id = q.case_id
  UNION ALL SELECT id, kind, 'wake', wake_at FROM cases WHERE open AND wake_at IS NOT NULL
  UNION ALL SELECT c.id, c.kind, 'wake', w.at FROM wakes w JOIN cases c ON c.id = w.case_id WHERE c.open
  UNION ALL SELECT id, kind, 'step', step_since FROM cases WHERE open AND step_since IS NOT NULL
  UNION ALL SELECT id, kind, 'message', tell_since FROM cases WHERE open AND tell_since IS NOT NULL;
`;
