/**
 * Everything that a command needs, in one row (design §12: three or four round trips per decision). $1 the record, $2
 * the system named, $3 hashes of states that this process keeps, $4 the command id, $5 evidence named, $6 whether it waives.
 */
export const FACTS = /* sql */ `
SELECT clock_timestamp() AS now,
  c.kind, c.seq, c.rev, c.head_hash, c.last_at, c.state_hash, c.agenda, c.open, c.wake_at, c.tell, c.tell_since,
  c.step_key, c.step_since, c.wanted_rev, c.system_id, c.policy_digest,
  CASE WHEN c.state_hash = ANY ($3::text[]) THEN NULL ELSE c.state END AS state,
  s.id AS system, s.state_hash AS system_hash, CASE WHEN s.state_hash = ANY ($3) THEN NULL ELSE s.state END AS system_state,
  h.state_hash AS house_hash, CASE WHEN h.state_hash = ANY ($3) THEN NULL ELSE h.state END AS house_state,
  (SELECT row_to_json(k) FROM commands k WHERE k.command_id = $4::text) AS prior,
  x.scopes,
  (SELECT json_agg(json_build_object('stream', b.stream, 'data', b.data) ORDER BY b.raised_at, b.id)
    FROM blockers b WHERE b.scope = ANY (x.scopes)) AS blockers,
  (SELECT json_agg(json_build_object('stream', w.stream, 'data', w.data) ORDER BY w.id)
    FROM blockers b JOIN waivers w ON w.blocker_id = b.id WHERE b.scope = ANY (x.scopes)) AS waivers,
  (SELECT json_agg(json_build_object('stream', l.case_id, 'data', l.data) ORDER BY l.case_id)
    FROM live_versions l WHERE l.system_id = s.id) AS live,
  (SELECT json_agg(json_build_object('stream', r.case_id, 'data', json_build_object('environment', r.environment, 'case_id', r.case_id)))
    FROM rollouts r WHERE r.system_id = s.id) AS rollouts,
  (SELECT count(*)::int FROM cases a WHERE a.system_id = s.id AND a.approved AND a.id <> $1) AS approvals,
  (SELECT array_agg(e.id) FROM cases e WHERE e.id = ANY ($5::text[])) AS evidence,
  CASE WHEN $6::boolean THEN (SELECT array_agg(DISTINCT o.requester) FROM cases o
    WHERE o.requester IS NOT NULL AND o.open AND NOT o.closed AND (s.id IS NULL OR o.system_id = s.id)) END AS requesters,
  d.unsent, d.cards,
  (SELECT json_agg(json_build_object('id', w.id, 'at', iso(w.at))) FROM wakes w WHERE w.case_id = $1) AS wakes
FROM (SELECT 1) one
LEFT JOIN cases c ON c.id = $1::text
LEFT JOIN cases s ON s.id = coalesce(c.system_id, $2::text)
LEFT JOIN cases h ON h.id = 'house'
CROSS JOIN LATERAL (
  SELECT CASE WHEN s.id IS NULL THEN ARRAY['organisation'] ELSE ARRAY['organisation', 'system:' || s.id]
    || ARRAY(SELECT 'unit:' || p FROM units u, unnest(u.path) p WHERE u.id = s.unit) END AS scopes
) x
CROSS JOIN LATERAL (
  SELECT json_agg(json_build_object('key', m.key, 'channel', m.channel, 'rest', m.channels, 'state', m.state,
      'obligation_id', m.obligation_id, 'kind', m.kind, 'recipient', m.recipient, 'owed_at', iso(m.owed_at), 'due_at', iso(m.due_at))
      ORDER BY m.owed_at, m.key) FILTER (WHERE m.state IN ('pending', 'sending', 'unclear')) AS unsent,
    json_agg(json_build_object('channel', m.channel, 'shown_rev', m.shown_rev))
      FILTER (WHERE m.state = 'sent' AND m.mutable AND m.remote_ref IS NOT NULL) AS cards
  FROM deliveries m WHERE m.case_id = $1
) d`;
