/**
 * Of all tickets those that may disagree with their obligation, found by indexes alone: none was made for what is owed; it
 * ended there while it is owed here; it is open there and not here. What they say is for the rules. Ids are compared in the
 * collation of the index that is looked in, since tickets keep theirs in the database's own.
 */
export const DRIFTING = /* sql */ `
  SELECT d.key FROM deliveries d JOIN obligations o ON o.id = d.obligation_id COLLATE "C"
    WHERE d.channel = 'ticketing' AND d.remote_ref IS NULL AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.key = d.key COLLATE "default")
  UNION ALL SELECT t.key COLLATE "C" FROM tickets t JOIN obligations o ON o.id = t.obligation_id COLLATE "C" WHERE t.state <> 'open'
  UNION ALL SELECT t.key COLLATE "C" FROM tickets t WHERE t.state = 'open' AND NOT EXISTS (SELECT 1 FROM obligations o WHERE o.id = t.obligation_id COLLATE "C")
`;

/** Tickets that drift, and evidence files that somebody found damaged, without a look at all the others. */
export const drift = /* sql */ `
CREATE INDEX deliveries_tickets_unmade ON deliveries (obligation_id COLLATE "C", key) WHERE channel = 'ticketing' AND remote_ref IS NULL;
CREATE INDEX tickets_standing ON tickets (obligation_id COLLATE "C") INCLUDE (key) WHERE state = 'open';
CREATE INDEX tickets_ended ON tickets (obligation_id COLLATE "C") INCLUDE (key) WHERE state <> 'open';
CREATE INDEX cases_damaged ON cases (id) WHERE kind = 'evidence' AND status = 'damaged';

CREATE FUNCTION tickets_drifting() RETURNS TABLE (key text) LANGUAGE sql STABLE SET enable_seqscan = off AS $$ ${DRIFTING} $$;
`;
