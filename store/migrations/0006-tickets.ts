/**
 * Tickets at other systems, one per obligation: what was said in each, how it was found last and since when, and
 * when to look again. The message that stands for it lies in `deliveries` under the same key.
 */
export const tickets = /* sql */ `
CREATE TABLE tickets (
  key           text PRIMARY KEY,
  case_id       text NOT NULL,
  obligation_id text NOT NULL,
  system        text NOT NULL,
  ref           text NOT NULL,
  url           text,
  said          jsonb NOT NULL,
  state         text NOT NULL CHECK (state IN ('open', 'closed', 'gone')),
  since         timestamptz NOT NULL,
  looked_at     timestamptz NOT NULL,
  look_at       timestamptz
);
-- GitHub writes names of repositories as their owners do, whatever the policy writes
CREATE INDEX tickets_by_ref ON tickets (system, lower(ref));
CREATE INDEX tickets_by_case ON tickets (case_id);
CREATE INDEX tickets_to_look_at ON tickets (look_at) WHERE look_at IS NOT NULL;
`;
