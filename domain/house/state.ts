import type { Blocker } from '../../contracts/blocker.ts';
import type { Absence, Delegation, Directory } from '../../contracts/directory.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Scope } from '../../contracts/scopes.ts';
import type { RecordedWaiver } from '../blockers/book.ts';
import type { Digests } from './digest-rounds.ts';

/** A policy that somebody proposed, or that was found on disk (design §8). */
export interface Proposal {
  readonly digest: string;
  readonly source: string;
  readonly changed: readonly string[];
  /** Null while nobody took up what was found on disk. */
  readonly person: string | null;
  readonly proposed_at: Instant;
  readonly obligation_id: string;
  readonly state: 'pending' | 'activated' | 'superseded';
}

export interface RecordedDelegation {
  readonly id: string;
  readonly delegation: Delegation;
  readonly granted_by: string;
}

export interface RecordedAbsence {
  readonly id: string;
  readonly absence: Absence;
  readonly added_by: string;
}

/** A token that was not ended by hand; nothing of its secret. */
export interface RecordedToken {
  readonly id: string;
  readonly machine: string;
  readonly scopes: readonly Scope[];
  readonly expires_at: Instant | null;
}

/** The record of what belongs to no case: policy, directory, delegations, absences, tokens, blockers beyond one system. */
export interface HouseState {
  readonly id: string;
  /** Digest of the policy in force; null in an empty store. */
  readonly active: string | null;
  /** Every policy that was ever proposed or in force. */
  readonly policies: readonly Policy[];
  readonly proposals: readonly Proposal[];
  /** The directory file as last loaded. */
  readonly file: Directory | null;
  readonly file_digest: string | null;
  /** Recorded here and not ended by hand; those of the file stand in the file. */
  readonly delegations: readonly RecordedDelegation[];
  readonly absences: readonly RecordedAbsence[];
  /** Left out in states that were stored before tokens were facts. */
  readonly tokens?: readonly RecordedToken[];
  readonly raised: readonly Blocker[];
  readonly waivers: readonly RecordedWaiver[];
  readonly obligations: readonly Obligation[];
  /** Rounds of the managers' digest; left out until there was a nonconformity. */
  readonly digests?: Digests;
  readonly last_at: Instant | null;
}

/** The record before its first event. */
export const initial = (id: string): HouseState => ({
  id,
  active: null,
  policies: [],
  proposals: [],
  file: null,
  file_digest: null,
  delegations: [],
  absences: [],
  tokens: [],
  raised: [],
  waivers: [],
  obligations: [],
  last_at: null,
});

const NOBODY: Directory = { organisation: { name: '' }, units: [], people: [], delegations: [], absences: [] };

/** The directory that rules read: the file, and the delegations and absences recorded since. */
export function directoryOf({ file, delegations, absences }: HouseState): Directory {
  const base = file ?? NOBODY;
  if (delegations.length === 0 && absences.length === 0) return base;
  return {
    ...base,
    delegations: [...base.delegations, ...delegations.map(({ delegation }) => delegation)],
    absences: [...base.absences, ...absences.map(({ absence }) => absence)],
  };
}

/** What the house's record says about everybody else: directory, policy in force, every policy known. */
export const houseView = (state: HouseState): { directory: Directory; active: string | null; policies: readonly Policy[] } => ({
  directory: directoryOf(state),
  active: state.active,
  policies: state.policies,
});
