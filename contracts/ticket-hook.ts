/** Seconds since 1970, at which a call of the generic ticket webhook was signed; both ways. */
export const TIMESTAMP_HEADER = 'X-Gatehouse-Timestamp';
/** `sha256=` and the HMAC-SHA256, in hex, of {@link signedText}. */
export const SIGNATURE_HEADER = 'X-Gatehouse-Signature';

/** What is signed: the timestamp belongs to it, so that no copy gets a new one. */
export const signedText = (timestamp: string, body: string): string => `${timestamp}.${body}`;
