import { z } from 'zod';
import { instant, token } from './primitives.ts';
import type { Instant } from './primitives.ts';

/** What the identity provider proved of who signed in (OpenID Connect Core §2). */
export interface Proof {
  /** Authentication context class; null when the provider names none. */
  readonly acr: string | null;
  /** Methods, e.g. `pwd`, `otp`, `mfa` (RFC 8176). */
  readonly amr: readonly string[];
  /** When the person last proved who they are, UTC. */
  readonly auth_time: Instant;
}

/** The greatest number of methods that is recorded. */
export const MOST_METHODS = 20;

/** A {@link Proof} in the ledger: tokens only, never a sentence (design §5). */
export const proof = z.strictObject({ acr: token.nullable(), amr: z.array(token).max(MOST_METHODS), auth_time: instant });

/** Somebody signed in to the console, as the store keeps it; the cookie holds only what finds it. */
export interface Session {
  /** A name for the log and the form token; never what the cookie holds. */
  readonly id: string;
  readonly person: string;
  readonly proof: Proof;
  /** True when the embedded identity provider said so: it counts on loopback only and is marked in the record (design §7). */
  readonly development: boolean;
  /** What every form of this session carries, against forged requests. */
  readonly csrf: string;
  readonly expires_at: Instant;
}

/**
 * Name of the session's cookie. Over https it has the prefix that makes browsers refuse it from anywhere but this host
 * (RFC 6265bis, `__Host-`). `url` is GATEHOUSE_URL.
 */
export const sessionCookie = (url: string): string => `${hostPrefix(url)}gatehouse_session`;

/** Name of the cookie that ties a sign-in under way to the browser that began it. */
export const signInCookie = (url: string): string => `${hostPrefix(url)}gatehouse_sign_in`;

const hostPrefix = (url: string): string => (url.startsWith('https:') ? '__Host-' : '');

/** The form field that carries {@link Session.csrf}. */
export const CSRF_FIELD = 'csrf';
