/**
 * Finds an e-mail by its Message-ID (`store/message-ids.ts`), and the messages that reached nobody and of which the owner
 * has not heard yet. What failed before is history.
 */
export const bounces = /* sql */ `
CREATE INDEX deliveries_by_mail ON deliveries (left(encode(sha256(key::bytea), 'hex'), 40));
ALTER TABLE deliveries ADD COLUMN noted boolean NOT NULL DEFAULT false;
UPDATE deliveries SET noted = true WHERE state = 'failed';
CREATE INDEX deliveries_unheard ON deliveries (case_id) WHERE state = 'failed' AND NOT noted;
`;
