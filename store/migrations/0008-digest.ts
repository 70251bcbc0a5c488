/** How many messages somebody got lately, and which of theirs wait to go out as one. */
export const digest = /* sql */ `
CREATE INDEX deliveries_lately ON deliveries (recipient, channel, sent_at) WHERE state = 'sent';
CREATE INDEX deliveries_waiting ON deliveries (recipient, channel) WHERE state IN ('pending', 'sending');
`;
