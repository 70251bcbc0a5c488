/**
 * Who answers for each obligation, so that a manager's line is found without opening cases (R-45); what ended lately in
 * nonconformities; and the first of them wakes the house, which then looks every working day whom a digest is owed. The
 * functions' settings are explained at `load_case`.
 */
export const managersDigest = /* sql */ `
ALTER TABLE obligations ADD COLUMN accountable text;
ALTER TABLE obligations_closed ADD COLUMN accountable text;
CREATE INDEX obligations_by_accountable ON obligations (accountable, due_at) WHERE accountable IS NOT NULL;
CREATE INDEX obligations_closed_of_nonconformities ON obligations_closed (closed_at) WHERE case_id LIKE 'nc\\_%';
CREATE INDEX nonconformities_open ON nonconformities (id) WHERE until_at = 'infinity';

-- Events that tell how nonconformities are closed, by when and by case (R-47, R-48).
CREATE INDEX ledger_closures ON ledger (at) WHERE type IN ('nonconformity.raised', 'near_miss.promoted', 'correction.recorded', 'root_cause.recorded', 'effectiveness.checked', 'nonconformity.closed', 'nonconformity.reopened', 'cost.recorded');
CREATE INDEX ledger_closure ON ledger (stream, seq) WHERE type IN ('nonconformity.raised', 'near_miss.promoted', 'correction.recorded', 'root_cause.recorded', 'effectiveness.checked', 'nonconformity.closed', 'nonconformity.reopened', 'cost.recorded');

DROP FUNCTION write_nonconformity(jsonb);
-- Answers the records that it woke.
CREATE FUNCTION write_nonconformity(n jsonb) RETURNS text[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  r nonconformities%ROWTYPE;
  woken text[];
BEGIN
  r := jsonb_populate_record(NULL::nonconformities, n);
  r.controls := requirements_of(n);
  r.words := title_words(n->>'title');
  r.until_at := CASE WHEN r.status = 'near_miss' THEN r.raised_at ELSE coalesce(r.closed_at, 'infinity') END;
  r.data := n::json;
  IF r.until_at = 'infinity' AND NOT EXISTS (SELECT 1 FROM nonconformities o WHERE o.until_at = 'infinity') THEN
    WITH put AS (INSERT INTO wakes (case_id, at) SELECT c.id, c.last_at FROM cases c WHERE c.id = 'house' RETURNING case_id)
    SELECT array_agg(case_id) INTO woken FROM put;
  END IF;
  DELETE FROM nonconformities WHERE id = r.id;
  INSERT INTO nonconformities VALUES (r.*);
  RETURN coalesce(woken, '{}');
END $$;

-- Digests lie with the house, whose every command reads its messages: of each reader's the last that went out is kept,
-- since the next one tells what changed after it, and those of a week, for e-mail that comes back.
CREATE INDEX deliveries_digests ON deliveries (recipient, owed_at) WHERE kind = 'digest';
CREATE FUNCTION drop_old_digests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries d WHERE d.kind = 'digest' AND d.recipient = NEW.recipient AND d.state IN ('sent', 'failed', 'superseded')
    AND d.owed_at < NEW.owed_at - interval '7 days'
    AND EXISTS (SELECT 1 FROM deliveries l WHERE l.kind = 'digest' AND l.recipient = NEW.recipient AND l.state = 'sent' AND l.owed_at > d.owed_at);
  RETURN NULL;
END $$;
CREATE TRIGGER drop_old_digests AFTER INSERT ON deliveries FOR EACH ROW WHEN (NEW.kind = 'digest') EXECUTE FUNCTION drop_old_digests();
`;
