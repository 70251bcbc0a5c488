/** The last instant at which an API process was known to be at the database (§1.17). At most one row. */
export const pulse = /* sql */ `
CREATE TABLE gate_pulse (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  at  timestamptz NOT NULL
);
`;
