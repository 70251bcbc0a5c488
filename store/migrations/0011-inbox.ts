/**
 * What each person owes, one narrow row for each, in the order of an inbox: with an index of arrays the planner must either
 * sort everything that a person owes or walk everybody's, and counting reads whole rows (design §12). Kept by a trigger, so
 * that whatever writes an obligation keeps it. What is due at no time comes last: `infinity`.
 */
export const inbox = /* sql */ `
CREATE TABLE inbox (
  person    text COLLATE "C" NOT NULL,
  due_at    timestamptz NOT NULL,
  id        text COLLATE "C" NOT NULL,
  kind      text NOT NULL,
  state     text NOT NULL,
  lane      text,
  system_id text COLLATE "C",
  PRIMARY KEY (person, due_at, id)
);

CREATE FUNCTION keep_inbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM inbox WHERE person = ANY (OLD.to_people) AND due_at = coalesce(OLD.due_at, 'infinity') AND id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO inbox
      SELECT DISTINCT p, coalesce(NEW.due_at, 'infinity'), NEW.id, NEW.kind, NEW.state, NEW.data->'subject'->>'lane', NEW.system_id FROM unnest(NEW.to_people) p;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_inbox AFTER INSERT OR UPDATE OR DELETE ON obligations FOR EACH ROW EXECUTE FUNCTION keep_inbox();

INSERT INTO inbox
  SELECT DISTINCT p, coalesce(o.due_at, 'infinity'), o.id, o.kind, o.state, o.data->'subject'->>'lane', o.system_id FROM obligations o, unnest(o.to_people) p;
`;
