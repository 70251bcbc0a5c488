/**
 * What people owe to put things right, as a manager's board counts it: every open step of a nonconformity and every
 * open condition of a deployment, one narrow row each, so that counting a hundred thousand reads indexes and no documents.
 * Kept by triggers, whatever writes an obligation. `accountable` answers for it; `level` is the highest that its ladder has
 * climbed to. What is due at no time comes last: `infinity`.
 */
export const actionBoard = /* sql */ `
CREATE TABLE action_board (
  id          text COLLATE "C" PRIMARY KEY,
  case_id     text COLLATE "C" NOT NULL,
  kind        text NOT NULL,
  due_at      timestamptz NOT NULL,
  owner       text COLLATE "C",
  people      text[] NOT NULL,
  accountable text COLLATE "C",
  class       text,
  unit        text,
  system_id   text COLLATE "C",
  level       text COLLATE "C"
);
CREATE INDEX action_board_by_due ON action_board (due_at, id) INCLUDE (owner);
CREATE INDEX action_board_by_kind ON action_board (kind, due_at, id);
CREATE INDEX action_board_by_owner ON action_board (owner, due_at, id);
CREATE INDEX action_board_by_case ON action_board (case_id);
CREATE INDEX action_board_by_accountable ON action_board (accountable) WHERE accountable IS NOT NULL;
CREATE INDEX action_board_of_roles ON action_board (due_at, id) WHERE owner IS NULL;
CREATE INDEX action_board_by_level ON action_board (level, due_at, id) WHERE level >= 'L1';

CREATE FUNCTION on_action_board(the_kind text, the_case text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT the_kind <> 'escalation' AND (starts_with(the_case, 'nc_') OR the_kind IN ('condition', 'condition_review'))
$$;

CREATE FUNCTION board_row(o obligations) RETURNS action_board LANGUAGE sql STABLE AS $$
  SELECT o.id, o.case_id, o.kind, coalesce(o.due_at, 'infinity'), o.owed_person, CASE WHEN o.owed_person IS NULL THEN o.to_people ELSE '{}' END,
    coalesce(o.accountable, n.accountable), n.class, coalesce(n.unit, c.unit, s.unit), o.system_id,
    (SELECT max(f->>'level') FROM json_array_elements(o.data->'fired') f)
  FROM cases c LEFT JOIN nonconformities n ON n.id = c.id LEFT JOIN cases s ON s.id = o.system_id WHERE c.id = o.case_id
$$;

CREATE FUNCTION keep_action_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN DELETE FROM action_board WHERE id = OLD.id; END IF;
  IF TG_OP <> 'DELETE' THEN INSERT INTO action_board SELECT r.* FROM board_row(NEW) r WHERE r.id IS NOT NULL; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER put_on_action_board AFTER INSERT OR UPDATE ON obligations FOR EACH ROW WHEN (on_action_board(NEW.kind, NEW.case_id)) EXECUTE FUNCTION keep_action_board();
CREATE TRIGGER take_from_action_board AFTER DELETE ON obligations FOR EACH ROW WHEN (on_action_board(OLD.kind, OLD.case_id)) EXECUTE FUNCTION keep_action_board();

-- A nonconformity's row is written after its obligations.
CREATE FUNCTION class_on_action_board() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE action_board b SET class = NEW.class, accountable = coalesce(b.accountable, NEW.accountable), unit = coalesce(NEW.unit, b.unit)
    WHERE b.case_id = NEW.id AND (b.class IS DISTINCT FROM NEW.class OR b.accountable IS NULL AND NEW.accountable IS NOT NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER class_on_action_board AFTER INSERT OR UPDATE ON nonconformities FOR EACH ROW EXECUTE FUNCTION class_on_action_board();

-- Who was nudged lately, about whatever (R-45).
CREATE INDEX deliveries_nudges ON deliveries (recipient, owed_at) WHERE kind = 'reminder' AND about->>'nudged_by' IS NOT NULL;

INSERT INTO action_board SELECT r.* FROM obligations o, board_row(o) r WHERE on_action_board(o.kind, o.case_id) AND r.id IS NOT NULL;
`;
