import type { Request } from 'express';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Session } from '../contracts/session.ts';
import type { EvidenceFiles } from '../store/evidence-files.ts';
import type { HouseReader } from '../store/house.ts';
import type { Store } from '../store/store.ts';

/** Where the console sends people to sign in and out; paths of ours. */
export interface IdentityPaths {
  /** `hint`: whom to be, at the embedded provider. */
  readonly signIn: (returnTo: string, hint?: string) => string;
  /** To prove once more who one is, with a second factor. */
  readonly stepUp: (returnTo: string) => string;
  /** Takes a POST with the session's form token. */
  readonly signOut: string;
}

/** What only the embedded start has: example people to be, and the pages of its other parts (null: it has none). */
export interface Embedded {
  readonly mailUrl: string | null;
  readonly slackUrl: string | null;
  readonly temporalUrl: string | null;
}

/** What is set up around Gatehouse, in words; never a secret. */
export interface Setup {
  readonly version: string;
  /** Ways to tell people, and ticket systems, each with whether it is set up. */
  readonly channels: readonly { readonly name: string; readonly on: boolean; readonly how: string }[];
  /** Where people sign in; null when nobody can. */
  readonly issuer: string | null;
  readonly temporal: string | null;
}

/** A narrow view of the log. */
export interface ConsoleLog {
  error(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/** What a session says of a command that is given in it: how sure we are of the person, and what was proven. */
export type Proven = Omit<CommandMeta, 'command_id' | 'actor' | 'door'>;

/** Everything that the console stands on; made by a composition root. */
export interface ConsoleDeps {
  readonly store: Store;
  readonly house: HouseReader;
  /** `GATEHOUSE_URL`: forms that come from anywhere else are refused. */
  readonly url: string;
  readonly log: ConsoleLog;
  readonly evidence: EvidenceFiles;
  /** Who sent the request; null when nobody is signed in. */
  readonly session: (request: Request) => Promise<Session | null>;
  /** How strong the session is under the policy, now. */
  readonly proven: (session: Session, policy: Policy, now: Instant) => Proven;
  readonly paths: IdentityPaths;
  /** What the embedded start shows to this machine's own requests; null for any other request, and without an embedded start. */
  readonly embedded: (request: Request) => Embedded | null;
  readonly setup: Setup;
}
