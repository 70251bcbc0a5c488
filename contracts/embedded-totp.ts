import { z } from 'zod';
import { personId } from './primitives.ts';

/** The one-time codes of the embedded identity provider (RFC 6238), as authenticator apps expect them. */
export const TOTP = { issuer: 'Gatehouse (embedded)', algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Where the secrets lie in GATEHOUSE_HOME. */
export const TOTP_FILE = 'totp.json';

/** Wrong codes since the last right one; `last`: when the newest was typed, in milliseconds since 1970. */
const guesses = z.strictObject({ wrong: z.int().positive(), last: z.int().min(0) });

/**
 * Secrets in base 32 by person; `enrolled` once a code was right, from when on no page shows the secret; `used`: the last
 * period whose code was used, so that no restart makes a code good again; `guesses`, so that no restart shortens the wait.
 */
export const totpSecrets = z.record(personId, z.strictObject({ secret: z.string().regex(/^[A-Z2-7]{32}$/), enrolled: z.boolean(), used: z.int().min(0).default(0), guesses: guesses.optional() }));
export type TotpSecrets = z.infer<typeof totpSecrets>;
