import { type Blocker, byEffect, type Waiver } from '../contracts/blocker.ts';
import { HOUSE_ID } from '../contracts/ids.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { CaseSummary, Facts } from '../domain/aggregate.ts';
import { unitAndAbove } from '../domain/directory.ts';
import type { SystemState } from '../domain/system/state.ts';
import { scopeOf } from './changes.ts';
import { stateAsOf } from './ledger.ts';
import { NO_POLICY } from './no-policy.ts';
import type { HouseView, Store, Target } from './store.ts';

/** A record and the facts around it as they were at an instant. */
export interface RecordAsOf {
  readonly state: unknown;
  readonly facts: Facts;
  readonly now: Instant;
}

/** A record that is part of the surroundings: what it holds, what it waives, what it made live. */
interface Neighbour {
  readonly id: string;
  readonly blockers: readonly Blocker[];
  readonly waivers: readonly Waiver[];
  readonly summary: CaseSummary;
}

/**
 * The record as it was at `instant`, with directory, policy, blockers and register entry of that moment: everything is
 * folded from the ledger, nothing read from projections. Null when there was no record yet.
 */
export async function readRecordAsOf(store: Store, target: Target, instant: Instant): Promise<RecordAsOf | null> {
  const state = await stateAsOf(store, target, instant);
  if (state === null) return null;
  const { kinds } = store.rules;
  const { system_id, policy_digest } = kinds[target.kind].summary(state);
  const houseState = (await stateAsOf(store, { kind: 'house', id: HOUSE_ID }, instant)) ?? kinds.house.initial(HOUSE_ID);
  const house = store.rules.house(houseState);
  const systemId = target.kind === 'system' ? target.id : system_id;
  const system = systemId === null ? null : ((await stateAsOf(store, { kind: 'system', id: systemId }, instant)) as SystemState | null);
  const around = [neighbour(store, { kind: 'house', id: HOUSE_ID }, houseState), ...(await neighboursOf(store, systemId, system, instant))];
  return { state, facts: factsAround(around, target, house, system, policy_digest ?? house.active), now: instant };
}

function neighbour(store: Store, target: Target, state: unknown): Neighbour {
  const rules = store.rules.kinds[target.kind];
  return { id: target.id, blockers: rules.blockers(state), waivers: rules.waivers(state), summary: rules.summary(state) };
}

/** The system itself and every case of it that was there by then. */
async function neighboursOf(store: Store, systemId: string | null, system: SystemState | null, instant: Instant): Promise<Neighbour[]> {
  if (systemId === null || system === null) return [];
  const found: Neighbour[] = [neighbour(store, { kind: 'system', id: systemId }, system)];
  for (const target of await casesAround(store, systemId, instant)) {
    const state = await stateAsOf(store, target, instant);
    if (state !== null) found.push(neighbour(store, target, state));
  }
  return found;
}

const AROUND = `SELECT id, kind FROM cases WHERE system_id = $1 AND kind IN ('deployment', 'nonconformity') AND created_at <= $2
  UNION SELECT id, 'nonconformity' FROM nonconformities WHERE systems @> ARRAY[$1] AND raised_at <= $2
  UNION SELECT id, kind FROM cases WHERE system_id IS NULL AND kind = 'nonconformity' AND created_at <= $2`;

/** Cases about the system, nonconformities about others that have it in their extent, and those about a unit or the whole organisation. */
async function casesAround({ pool }: Store, systemId: string, instant: Instant): Promise<readonly Target[]> {
  return (await pool.query<Target>(AROUND, [systemId, instant])).rows;
}

function factsAround(around: readonly Neighbour[], target: Target, house: HouseView, system: SystemState | null, digest: string | null): Facts {
  const units = system?.entry ? unitAndAbove(house.directory, system.entry.unit).map((unit) => `unit:${unit}`) : [];
  const scopes = ['organisation', ...units, ...(system ? [`system:${system.id}`] : [])];
  return {
    directory: house.directory,
    policy: house.policies.find((policy) => policy.digest === digest) ?? NO_POLICY,
    system,
    ...byEffect(around.flatMap(({ blockers }) => blockers).filter((blocker) => scopes.includes(scopeOf(blocker.extent)))),
    waivers: around.flatMap(({ waivers }) => waivers),
    live: around.flatMap(({ summary }) => summary.live ?? []),
    rollouts: around.flatMap(({ summary }) => summary.rollout ?? []),
    approvals: around.filter(({ id, summary }) => id !== target.id && summary.approved === true).length,
    stored_evidence: [],
  };
}
