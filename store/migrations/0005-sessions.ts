/** Who is signed in to the console, and sign-ins under way. Of what a browser holds only the SHA-256 is here (design §7). */
export const sessions = /* sql */ `
CREATE TABLE sessions (
  hash        text PRIMARY KEY,
  id          text NOT NULL UNIQUE,
  person      text NOT NULL,
  proof       jsonb NOT NULL,
  development boolean NOT NULL,
  csrf        text NOT NULL,
  created_at  timestamptz NOT NULL,
  seen_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE sign_ins (
  hash       text PRIMARY KEY,
  browser    text NOT NULL,
  verifier   text NOT NULL,
  nonce      text NOT NULL,
  return_to  text NOT NULL,
  max_age    integer NOT NULL,
  step_up_of text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);
`;
