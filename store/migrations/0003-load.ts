/**
 * Everything that a command needs, under the lock of its record, in one round trip (design §12). Each statement of the
 * function sees what was committed before it, so facts are never older than the locks. Its settings keep the planner from
 * planning most statements anew at every call (four times the work), and from plans made while tables were small.
 */
export const load = /* sql */ `
CREATE FUNCTION load_case(the_id text, named_system text, known text[], the_command text, evidence_ids text[], waives boolean, locks boolean, shares boolean,
  OUT now timestamptz, OUT kind text, OUT seq integer, OUT rev bigint, OUT head_hash text, OUT last_at timestamptz, OUT state_hash text, OUT agenda json,
  OUT open boolean, OUT wake_at timestamptz, OUT tell text[], OUT tell_since timestamptz, OUT step_key text, OUT step_since timestamptz,
  OUT wanted_rev bigint, OUT system_id text, OUT policy_digest text, OUT state json,
  OUT system text, OUT system_hash text, OUT system_state json, OUT house_hash text, OUT house_state json,
  OUT prior json, OUT scopes text[], OUT blockers json, OUT live json, OUT rollouts json, OUT approvals integer,
  OUT evidence text[], OUT requesters text[], OUT unsent json, OUT cards json, OUT board_told json, OUT wakes json)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  the_unit text;
BEGIN
  IF locks THEN PERFORM 1 FROM cases c WHERE c.id = the_id FOR UPDATE; END IF;
  SELECT c.kind, c.seq, c.rev, c.head_hash, c.last_at, c.state_hash, c.agenda, c.open, c.wake_at, c.tell, c.tell_since,
      c.step_key, c.step_since, c.wanted_rev, c.system_id, c.policy_digest
    INTO kind, seq, rev, head_hash, last_at, state_hash, agenda, open, wake_at, tell, tell_since,
      step_key, step_since, wanted_rev, system_id, policy_digest
    FROM cases c WHERE c.id = the_id;

  scopes := ARRAY['organisation'];
  SELECT s.id, s.state_hash, s.unit INTO system, system_hash, the_unit FROM cases s WHERE s.id = coalesce(load_case.system_id, named_system);
  IF load_case.system IS NOT NULL THEN
    scopes := ARRAY['organisation', 'system:' || load_case.system]
      || ARRAY(SELECT 'unit:' || p FROM units u, unnest(u.path) p WHERE u.id = the_unit);
  END IF;
  -- a permit, and a case that is not there yet to be woken, hold what holds them
  IF locks AND (shares OR load_case.kind IS NULL) THEN
    PERFORM 1 FROM scopes k WHERE k.id = ANY (load_case.scopes) ORDER BY k.id FOR SHARE;
  END IF;

  IF NOT load_case.state_hash = ANY (known) THEN SELECT c.state INTO state FROM cases c WHERE c.id = the_id; END IF;
  IF NOT load_case.system_hash = ANY (known) THEN SELECT s.state INTO system_state FROM cases s WHERE s.id = load_case.system; END IF;
  SELECT h.state_hash INTO house_hash FROM cases h WHERE h.id = 'house';
  IF NOT load_case.house_hash = ANY (known) THEN SELECT h.state INTO house_state FROM cases h WHERE h.id = 'house'; END IF;
  SELECT row_to_json(k) INTO prior FROM commands k WHERE k.command_id = the_command;

  SELECT json_agg(json_build_object('stream', b.stream, 'data', b.data, 'waivers',
      (SELECT json_agg(json_build_object('stream', w.stream, 'data', w.data) ORDER BY w.id) FROM waivers w WHERE w.blocker_id = b.id)) ORDER BY b.raised_at, b.id)
    INTO blockers FROM blockers b WHERE b.scope = ANY (load_case.scopes);
  approvals := 0;
  IF load_case.system IS NOT NULL THEN
    SELECT json_agg(json_build_object('stream', l.case_id, 'data', l.data)) INTO live FROM live_versions l WHERE l.system_id = load_case.system;
    SELECT json_agg(json_build_object('stream', r.case_id, 'data', json_build_object('environment', r.environment, 'case_id', r.case_id)))
      INTO rollouts FROM rollouts r WHERE r.system_id = load_case.system;
    -- whether there is one matters, not how many
    SELECT count(*)::int INTO approvals FROM (SELECT 1 FROM cases a WHERE a.system_id = load_case.system AND a.approved AND a.id <> the_id LIMIT 10) few;
  END IF;
  IF cardinality(evidence_ids) > 0 THEN SELECT array_agg(e.id) INTO evidence FROM cases e WHERE e.id = ANY (evidence_ids); END IF;
  IF waives THEN
    SELECT array_agg(DISTINCT a) INTO requesters FROM cases o, unnest(o.asking) a
      WHERE o.open AND cardinality(o.asking) > 0 AND (load_case.system IS NULL OR o.system_id = load_case.system);
  END IF;

  IF load_case.kind IS NOT NULL THEN
    SELECT json_agg(json_build_object('key', m.key, 'channel', m.channel, 'rest', m.channels, 'state', m.state, 'obligation_id', m.obligation_id,
        'kind', m.kind, 'recipient', m.recipient, 'owed_at', m.owed_at, 'due_at', m.due_at) ORDER BY m.owed_at, m.key)
        FILTER (WHERE m.state IN ('pending', 'sending', 'unclear')),
      json_agg(json_build_object('channel', m.channel, 'shown_rev', m.shown_rev)) FILTER (WHERE m.state = 'sent' AND m.mutable AND m.remote_ref IS NOT NULL),
      json_agg(json_build_object('obligation_id', m.obligation_id, 'at', m.sent_at)) FILTER (WHERE m.kind = 'board' AND m.obligation_id IS NOT NULL AND m.sent_at IS NOT NULL)
      INTO unsent, cards, board_told FROM deliveries m WHERE m.case_id = the_id;
    SELECT json_agg(json_build_object('id', w.id, 'at', iso(w.at))) INTO wakes FROM wakes w WHERE w.case_id = the_id;
  END IF;
  now := clock_timestamp();
END $$;
`;
