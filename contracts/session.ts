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
