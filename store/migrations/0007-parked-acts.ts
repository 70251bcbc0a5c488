/** What somebody typed into a form and could not send, until they have signed in (again): kept for one browser, and for minutes. */
export const parkedActs = /* sql */ `
CREATE TABLE parked_acts (
  id         text PRIMARY KEY,
  browser    text NOT NULL,
  person     text,
  act        text NOT NULL,
  about      text NOT NULL,
  fields     jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX parked_acts_expiry ON parked_acts (expires_at);
`;
