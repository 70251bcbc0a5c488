/**
 * What rules and lists see of each nonconformity without opening it, written with its every commit (R-42, R-46, §0.04).
 * `until_at`: while it is not over it may be repeated at any time, afterwards from then on for the length of a window.
 * The functions' settings are explained at `load_case`.
 */
export const nonconformities = /* sql */ `
-- What is not fulfilled, controls and clauses in one list: a number of a clause is no name of a control.
CREATE FUNCTION requirements_of(n jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT jsonb_array_elements_text(n->'controls')) || ARRAY(SELECT 'clause ' || c FROM jsonb_array_elements_text(n->'clauses') c)
$$;

-- A first, coarse sieve for texts that may be alike; the rules compare what is left.
CREATE FUNCTION title_words(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT w), '{}') FROM regexp_split_to_table(lower(title), '[^[:alnum:]]+') w WHERE length(w) >= 4
$$;

CREATE TABLE nonconformities (
  id            text COLLATE "C" PRIMARY KEY,
  status        text NOT NULL,
  class         text,
  severity      text NOT NULL,
  source        text NOT NULL,
  owner         text,
  accountable   text,
  unit          text,
  cause_class   text,
  near_miss     boolean NOT NULL,
  systems       text[] NOT NULL,
  controls      text[] NOT NULL,
  words         text[] NOT NULL,
  raised_at     timestamptz NOT NULL,
  classified_at timestamptz,
  closed_at     timestamptz,
  until_at      timestamptz NOT NULL,
  data          json NOT NULL
);
CREATE INDEX nonconformities_by_raised ON nonconformities (raised_at DESC);
CREATE INDEX nonconformities_by_status ON nonconformities (status, id);
CREATE INDEX nonconformities_by_owner ON nonconformities (owner, id) WHERE owner IS NOT NULL;
CREATE INDEX nonconformities_by_cause ON nonconformities (cause_class, raised_at DESC) WHERE cause_class IS NOT NULL;
CREATE INDEX nonconformities_by_systems ON nonconformities USING gin (systems) WITH (fastupdate = off);
CREATE INDEX nonconformities_by_controls ON nonconformities USING gin (controls) WITH (fastupdate = off);
CREATE INDEX nonconformities_by_words ON nonconformities USING gin (words) WITH (fastupdate = off);

CREATE FUNCTION write_nonconformity(n jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  r nonconformities%ROWTYPE;
BEGIN
  r := jsonb_populate_record(NULL::nonconformities, n);
  r.controls := requirements_of(n);
  r.words := title_words(n->>'title');
  r.until_at := CASE WHEN r.status = 'near_miss' THEN r.raised_at ELSE coalesce(r.closed_at, 'infinity') END;
  r.data := n::json;
  DELETE FROM nonconformities WHERE id = r.id;
  INSERT INTO nonconformities VALUES (r.*);
END $$;

-- Those that the rules compare one with: of each way to be alike the newest, and of what is said to come together on a system.
CREATE FUNCTION nonconformities_beside(the_id text, since timestamptz, about jsonb, named text[]) RETURNS TABLE (data json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  the_systems text[] := ARRAY(SELECT jsonb_array_elements_text(about->'systems'));
  the_controls text[] := requirements_of(about);
  the_words text[] := title_words(about->>'title');
BEGIN
  RETURN QUERY WITH hit AS (
    (SELECT n.id FROM nonconformities n WHERE n.until_at >= since ORDER BY n.raised_at DESC LIMIT 100)
    UNION (SELECT n.id FROM nonconformities n WHERE n.systems && the_systems AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT n.id FROM nonconformities n WHERE n.systems && the_systems AND n.class = 'major' AND n.closed_at IS NULL ORDER BY n.classified_at LIMIT 50)
    UNION (SELECT n.id FROM nonconformities n WHERE n.controls && the_controls AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT n.id FROM nonconformities n WHERE n.cause_class = about->>'cause_class' AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 200)
    UNION (SELECT n.id FROM nonconformities n WHERE n.words && the_words AND n.until_at >= since ORDER BY n.raised_at DESC LIMIT 300)
    UNION SELECT unnest(named)
  )
  SELECT n.data FROM nonconformities n JOIN hit ON hit.id = n.id WHERE n.id <> the_id ORDER BY n.raised_at DESC, n.id DESC;
END $$;
`;
