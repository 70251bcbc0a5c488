/**
 * What a manager's line holds is counted by indexes alone, which hold every column that the count asks (design §12). Digests are found by whose line they told
 * of, whoever read them: "what changed" follows the line, not the reader.
 * And titles are sieved no narrower than the rules compare them.
 */
export const managersLine = /* sql */ `
DROP INDEX action_board_by_accountable, action_board_by_owner;
CREATE INDEX action_board_by_accountable ON action_board (accountable, due_at) INCLUDE (owner);
CREATE INDEX action_board_by_accountable_kind ON action_board (accountable, kind);
CREATE INDEX action_board_by_owner ON action_board (owner, due_at, id) INCLUDE (accountable);
CREATE INDEX action_board_by_owner_kind ON action_board (owner, kind) INCLUDE (accountable);
CREATE INDEX action_board_climbed ON action_board (accountable, owner, level) WHERE level >= 'L1';

CREATE INDEX deliveries_digest_lines ON deliveries USING gin (string_to_array(about->>'managers', ',')) WHERE kind = 'digest';

-- A reader's digests are kept for a week, and of each line the last that went out for ever: the next one tells what changed after it.
CREATE OR REPLACE FUNCTION drop_old_digests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries d WHERE d.kind = 'digest' AND d.recipient = NEW.recipient AND d.state IN ('sent', 'failed', 'superseded')
    AND d.owed_at < NEW.owed_at - interval '7 days'
    AND NOT EXISTS (SELECT 1 FROM unnest(string_to_array(d.about->>'managers', ',')) m WHERE NOT EXISTS (
      SELECT 1 FROM deliveries l WHERE l.kind = 'digest' AND l.state = 'sent' AND l.owed_at > d.owed_at AND string_to_array(l.about->>'managers', ',') @> ARRAY[m]));
  RETURN NULL;
END $$;

-- The sieve before the rules compare titles was narrower than they are: it asked for a whole word in common, of four letters.
-- Now it is how a word begins, accents left out as the rules do; of the newest that share one, those that share most are compared.
CREATE OR REPLACE FUNCTION title_words(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT left(w, 3)), '{}')
    FROM regexp_split_to_table(lower(regexp_replace(normalize(title, NFKD), '[\\u0300-\\u036f]', '', 'g')), '[^[:alnum:]]+') w WHERE length(w) >= 3
$$;
UPDATE nonconformities SET words = title_words(data->>'title');

CREATE OR REPLACE FUNCTION nonconformities_beside(the_id text, since timestamptz, about jsonb, named text[]) RETURNS TABLE (data json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  the_systems text[] := ARRAY(SELECT jsonb_array_elements_text(about->'systems'));
  the_controls text[] := requirements_of(about);
  the_words text[] := title_words(about->>'title');
BEGIN
  RETURN QUERY WITH worded AS (
    SELECT n.id, n.words, n.raised_at FROM nonconformities n WHERE n.words && the_words AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 2000
  ), hit AS (
    (SELECT n.id FROM nonconformities n WHERE n.until_at >= since ORDER BY n.raised_at DESC LIMIT 100)
    UNION (SELECT n.id FROM nonconformities n WHERE n.systems && the_systems AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT n.id FROM nonconformities n WHERE n.systems && the_systems AND n.class = 'major' AND n.closed_at IS NULL ORDER BY n.classified_at LIMIT 50)
    UNION (SELECT n.id FROM nonconformities n WHERE n.controls && the_controls AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT n.id FROM nonconformities n WHERE n.cause_class = about->>'cause_class' AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT w.id FROM worded w ORDER BY (SELECT count(*) FROM unnest(w.words) word WHERE word = ANY (the_words)) DESC, w.raised_at DESC LIMIT 300)
    UNION SELECT unnest(named)
  )
  SELECT n.data FROM nonconformities n JOIN hit ON hit.id = n.id WHERE n.id <> the_id ORDER BY n.raised_at DESC, n.id DESC;
END $$;
`;
