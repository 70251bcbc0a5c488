/**
 * Of a message: where it was given up and went on from there, until its record has heard of it, and the message that took it
 * along in a digest. What moved on before is history. And a way to find the tickets that were refused.
 */
export const movedOn = /* sql */ `
ALTER TABLE deliveries ADD COLUMN moved_on jsonb, ADD COLUMN digest_key text;
CREATE INDEX deliveries_moved_on ON deliveries (case_id) WHERE moved_on IS NOT NULL;
CREATE INDEX deliveries_in_digest ON deliveries (digest_key) WHERE digest_key IS NOT NULL;
CREATE INDEX deliveries_refused_tickets ON deliveries (key) WHERE channel = 'ticketing' AND last_error IS NOT NULL;
`;
