import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SIGNATURE_HEADER, signedText, TIMESTAMP_HEADER } from '../../contracts/ticket-hook.ts';

/** A call as it came: header by name, and the body byte for byte. */
export interface Came {
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** How far the timestamp of a generic call may lie from our clock, to either side. Seconds. */
const SKEW_S = 300;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Compares in a time that says nothing of how much is right, whatever the lengths. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const hmacFits = (secret: string, signed: Buffer | string, given: string | undefined): boolean =>
  given !== undefined && /^sha256=[0-9a-f]{64}$/.test(given) && same(given, `sha256=${createHmac('sha256', secret).update(signed).digest('hex')}`);

/** Why a call is none of GitHub's; null when it is one. */
export const githubFault = (secret: string, { header, body }: Came): string | null => (hmacFits(secret, body, header('X-Hub-Signature-256')) ? null : 'no valid X-Hub-Signature-256');

/** Jira Cloud signs the body; where a Data Center can't, a rule there sends the secret itself as a bearer token. */
export function jiraFault(secret: string, { header, body }: Came): string | null {
  const signature = header('X-Hub-Signature');
  if (signature !== undefined) return hmacFits(secret, body, signature) ? null : 'no valid X-Hub-Signature';
  return same(header('Authorization') ?? '', `Bearer ${secret}`) ? null : 'neither X-Hub-Signature nor the secret as a bearer token';
}

/** The generic webhook signs its timestamp too: at most five minutes off, and in one way of writing it only. */
export function genericFault(secret: string, { header, body }: Came, nowMs: number): string | null {
  const timestamp = header(TIMESTAMP_HEADER) ?? '';
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return `no ${TIMESTAMP_HEADER} in seconds`;
  if (Math.abs(Number(timestamp) - nowMs / 1_000) > SKEW_S) return `${TIMESTAMP_HEADER} is more than ${SKEW_S} seconds off`;
  return hmacFits(secret, signedText(timestamp, body.toString('utf8')), header(SIGNATURE_HEADER)) ? null : `no valid ${SIGNATURE_HEADER}`;
}
