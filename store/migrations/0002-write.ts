/**
 * The writes of a commit as one statement from the application's side (design §12): `c` is the record's row, `x` what
 * else changed; a key that is absent from `x` costs nothing. The settings are explained at `load_case`.
 */
export const write = /* sql */ `
-- Rows named in JSON are found by "= ANY (ARRAY(…))": with "IN (SELECT …)" the planner guesses 100 of them and reads the
-- whole table.
-- Ledger rows, their texts, and the outcome of the command.
CREATE FUNCTION append_rows(c jsonb, x jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger (stream, seq, at, actor, type, body, prev_hash, hash)
    SELECT c->>'id', r.seq, r.at, r.actor, r.type, r.body, r.prev_hash, r.hash
    FROM jsonb_to_recordset(x->'rows') AS r (seq int, at text, actor text, type text, body text, prev_hash text, hash text)
    ORDER BY r.seq;
  IF x ? 'texts' THEN
    INSERT INTO texts (commitment, stream, salt, text)
      SELECT t.commitment, c->>'id', t.salt, t.text FROM jsonb_to_recordset(x->'texts') AS t (commitment text, salt text, text text);
  END IF;
  IF x ? 'command' THEN
    IF x ? 'command_again' THEN DELETE FROM commands WHERE command_id = x->'command'->>'command_id'; END IF;
    INSERT INTO commands (command_id, stream, digest, first_seq, last_seq, result, refusal, at)
      SELECT k.command_id, c->>'id', k.digest, k.first_seq, k.last_seq, k.result, k.refusal, (c->>'last_at')::timestamptz
      FROM jsonb_to_record(x->'command') AS k (command_id text, digest text, first_seq int, last_seq int, result json, refusal json);
  END IF;
END $$;

-- Rows that leave the record's state as it is: refusals, deliveries.
CREATE FUNCTION append_only(c jsonb, x jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  PERFORM append_rows(c, x);
  UPDATE cases SET seq = (c->>'seq')::int, head_hash = c->>'head_hash', last_at = (c->>'last_at')::timestamptz WHERE id = c->>'id';
END $$;

CREATE FUNCTION write_case(c jsonb, new_state json, new_agenda json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r cases%ROWTYPE;
BEGIN
  r := jsonb_populate_record(NULL::cases, c);
  IF c ? 'created' THEN
    r.state := new_state;
    r.agenda := new_agenda;
    r.created_at := r.updated_at;
    INSERT INTO cases VALUES (r.*);
  ELSE
    UPDATE cases SET seq = r.seq, head_hash = r.head_hash, last_at = r.last_at, rev = r.rev, state = new_state,
      state_hash = r.state_hash, agenda = new_agenda, open = r.open, wake_at = r.wake_at, tell = r.tell,
      tell_since = r.tell_since, step_key = r.step_key, step_since = r.step_since, wanted_rev = r.wanted_rev,
      status = r.status, title = r.title, system_id = r.system_id, unit = r.unit, owner = r.owner, requester = r.requester, asking = r.asking, closed = r.closed,
      approved = r.approved, policy_digest = r.policy_digest, updated_at = r.updated_at
    WHERE id = r.id;
  END IF;
END $$;

CREATE FUNCTION write_obligations(c jsonb, x jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM obligations WHERE id = ANY (ARRAY(SELECT e->>'id' FROM jsonb_array_elements(x->'obligations') e));
  DELETE FROM obligations_closed WHERE id = ANY (ARRAY(SELECT e->>'id' FROM jsonb_array_elements(x->'obligations') e WHERE (e->>'again')::boolean));
  INSERT INTO obligations
    SELECT o.* FROM jsonb_array_elements(x->'obligations') e, jsonb_populate_record(NULL::obligations, e) o WHERE e ? 'case_id' AND o.closed_at IS NULL;
  INSERT INTO obligations_closed
    SELECT o.* FROM jsonb_array_elements(x->'obligations') e, jsonb_populate_record(NULL::obligations_closed, e) o WHERE o.closed_at IS NOT NULL;
END $$;

CREATE FUNCTION write_deliveries(c jsonb, x jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF x ? 'superseded' THEN
    UPDATE deliveries SET state = 'superseded' WHERE key = ANY (ARRAY(SELECT jsonb_array_elements_text(x->'superseded'))) AND state = 'pending';
  END IF;
  IF x ? 'moved' THEN
    UPDATE deliveries d SET channel = m.channel, channels = m.channels, state = 'pending', remote_ref = NULL, lease_until = NULL,
      next_at = (c->>'last_at')::timestamptz, due_at = m.due_at, last_error = m.last_error
    FROM jsonb_to_recordset(x->'moved') AS m (key text, channel text, channels text[], due_at timestamptz, last_error text)
    WHERE d.key = m.key;
  END IF;
  IF x ? 'messages' THEN
    INSERT INTO deliveries (key, case_id, obligation_id, recipient, channel, channels, kind, about, mutable, late, state, next_at, owed_at, due_at, last_error)
      SELECT m.key, c->>'id', m.obligation_id, m.recipient, m.channel, m.channels, m.kind, m.about, m.mutable, m.late, m.state,
        (c->>'last_at')::timestamptz, (c->>'last_at')::timestamptz, m.due_at, m.last_error
      FROM jsonb_to_recordset(x->'messages') AS m (key text, obligation_id text, recipient text, channel text, channels text[],
        kind text, about json, mutable boolean, late boolean, state text, due_at timestamptz, last_error text)
      ON CONFLICT (key) DO NOTHING;
  END IF;
END $$;

-- What other cases' rules read. Returns nothing; wakes are written by the caller.
CREATE FUNCTION write_facts(c jsonb, x jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF x ? 'blockers' THEN
    DELETE FROM blockers WHERE id = ANY (ARRAY(SELECT e->>'id' FROM jsonb_array_elements(x->'blockers') e));
    INSERT INTO blockers (id, stream, scope, raised_at, data)
      SELECT b.id, c->>'id', b.scope, b.raised_at, b.data
      FROM jsonb_to_recordset(x->'blockers') AS b (id text, scope text, raised_at timestamptz, data json) WHERE b.data IS NOT NULL;
  END IF;
  IF x ? 'waivers' THEN
    DELETE FROM waivers WHERE id = ANY (ARRAY(SELECT e->>'id' FROM jsonb_array_elements(x->'waivers') e));
    INSERT INTO waivers (id, stream, blocker_id, data)
      SELECT w.id, c->>'id', w.blocker_id, w.data
      FROM jsonb_to_recordset(x->'waivers') AS w (id text, blocker_id text, data json) WHERE w.data IS NOT NULL;
  END IF;
  IF x ? 'live' THEN
    DELETE FROM live_versions WHERE case_id = c->>'id';
    INSERT INTO live_versions SELECT c->>'id', c->>'system_id', (x->'live')::json WHERE jsonb_typeof(x->'live') = 'object';
  END IF;
  IF x ? 'rollout' THEN
    DELETE FROM rollouts WHERE case_id = c->>'id';
    INSERT INTO rollouts SELECT c->>'system_id', x->'rollout'->>'environment', c->>'id' WHERE jsonb_typeof(x->'rollout') = 'object';
  END IF;
  IF x ? 'policies' THEN
    INSERT INTO policies SELECT p.digest, p.data FROM jsonb_to_recordset(x->'policies') AS p (digest text, data json) ON CONFLICT DO NOTHING;
  END IF;
  IF x ? 'units' THEN
    DELETE FROM units;
    INSERT INTO units SELECT u.id, u.path FROM jsonb_to_recordset(x->'units') AS u (id text, path text[]);
    INSERT INTO scopes SELECT 'unit:' || id FROM units ON CONFLICT DO NOTHING;
  END IF;
END $$;

-- Wakes the open cases in the extents, or those that the people named may have to do with; returns whom it woke.
CREATE FUNCTION write_wakes(c jsonb, x jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  woken text[];
  scopes text[] := ARRAY(SELECT jsonb_array_elements_text(x->'wake'->'scopes'));
  people text[] := ARRAY(SELECT jsonb_array_elements_text(x->'wake'->'people'));
  roles text[] := ARRAY(SELECT jsonb_array_elements_text(x->'wake'->'roles'));
BEGIN
  WITH hit AS (
    SELECT o.id FROM cases o LEFT JOIN cases s ON s.id = o.system_id LEFT JOIN units u ON u.id = s.unit
      WHERE cardinality(scopes) > 0 AND o.open AND o.kind NOT IN ('system', 'house', 'evidence') AND o.id <> c->>'id'
        AND ('organisation' = ANY (scopes) OR ('system:' || o.system_id) = ANY (scopes)
          OR EXISTS (SELECT 1 FROM unnest(u.path) p WHERE ('unit:' || p) = ANY (scopes)))
    UNION
    SELECT q.case_id FROM obligations q WHERE (q.to_people && people OR q.owed_role = ANY (roles)) AND q.case_id <> c->>'id'
    UNION
    SELECT o.id FROM cases o WHERE cardinality(people) > 0 AND o.open AND o.kind NOT IN ('house', 'evidence') AND o.id <> c->>'id'
      AND NOT EXISTS (SELECT 1 FROM obligations q WHERE q.case_id = o.id)
  ), put AS (
    INSERT INTO wakes (case_id, at) SELECT h.id, (c->>'last_at')::timestamptz FROM hit h JOIN cases o ON o.id = h.id AND o.open RETURNING case_id
  )
  SELECT array_agg(case_id) INTO woken FROM put;
  RETURN coalesce(woken, '{}');
END $$;

-- Everything that one accepted command writes. The caller holds the lock of the record's row.
CREATE FUNCTION commit_case(c jsonb, new_state json, new_agenda json, x jsonb) RETURNS text[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  woken text[] := '{}';
BEGIN
  PERFORM append_rows(c, x);
  PERFORM write_case(c, new_state, new_agenda);
  IF x ? 'obligations' THEN PERFORM write_obligations(c, x); END IF;
  IF x ? 'messages' OR x ? 'superseded' OR x ? 'moved' THEN PERFORM write_deliveries(c, x); END IF;
  IF x ? 'ids' THEN INSERT INTO ids SELECT jsonb_array_elements_text(x->'ids'), c->>'id' ON CONFLICT DO NOTHING; END IF;
  IF x ? 'new_scopes' THEN
    INSERT INTO scopes SELECT s FROM jsonb_array_elements_text(x->'new_scopes') s ORDER BY s ON CONFLICT DO NOTHING;
  END IF;
  IF x ? 'lock' THEN
    PERFORM 1 FROM scopes WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text(x->'lock'))) ORDER BY id FOR UPDATE;
  END IF;
  IF x ? 'facts' THEN PERFORM write_facts(c, x->'facts'); END IF;
  IF x ? 'wake' THEN woken := write_wakes(c, x); END IF;
  IF x ? 'done_wakes' THEN DELETE FROM wakes WHERE id = ANY (ARRAY(SELECT e::bigint FROM jsonb_array_elements_text(x->'done_wakes') e)); END IF;
  IF x->>'relay' = 'queue' THEN
    INSERT INTO relay_queue AS q VALUES (c->>'id', (c->>'rev')::bigint, (c->>'last_at')::timestamptz)
      ON CONFLICT (case_id) DO UPDATE SET rev = excluded.rev;
  ELSIF x->>'relay' = 'done' THEN
    DELETE FROM relay_queue WHERE case_id = c->>'id';
  END IF;
  RETURN woken;
END $$;
`;
