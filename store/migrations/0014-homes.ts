/** Home tabs that people opened in Slack, and what their list of work was when theirs was drawn last. */
export const homes = /* sql */ `
CREATE TABLE slack_homes (
  user_id   text PRIMARY KEY,
  person    text NOT NULL,
  opened_at timestamptz NOT NULL,
  shown     text NOT NULL
);
CREATE INDEX slack_homes_opened ON slack_homes (opened_at);
`;
