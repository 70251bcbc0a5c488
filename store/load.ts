import type { PoolClient } from 'pg';
import { type Blocker, byEffect, type Waiver } from '../contracts/blocker.ts';
import type { Directory } from '../contracts/directory.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Command, DigestGrounds, Facts, LiveVersion, OpenRollout } from '../domain/aggregate.ts';
import { digestHorizon } from '../domain/house/digest-rounds.ts';
import type { SystemState } from '../domain/system/state.ts';
import type { AgendaRow, Unsent, Wake } from './agenda.ts';
import { digestGrounds } from './digest-grounds.ts';
import { deploymentsNamed } from './named-deployments.ts';
import { lockMerging, type Others, othersFor } from './others.ts';
import type { HouseView, Store, Target } from './store.ts';

/** The head of a record's row, as it was when its lock was taken. */
export interface Head extends AgendaRow {
  readonly kind: string;
  readonly seq: number;
  readonly head_hash: string;
  readonly last_at: Instant;
  readonly state_hash: string;
  readonly wanted_rev: number;
  readonly system_id: string | null;
}

/** The recorded outcome of an earlier command with the same id. */
export interface Prior {
  readonly command_id: string;
  readonly stream: string;
  readonly digest: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly refusal: unknown;
}

/** A fact together with the record that it comes from. */
export interface Sourced<T> {
  readonly stream: string;
  readonly data: T;
}

/** Everything that one command needs to be decided; read in one statement under the lock of the record's row. */
export interface Loaded {
  readonly target: Target;
  readonly clock: Instant;
  readonly head: Head | null;
  readonly state: unknown;
  readonly prior: Prior | null;
  readonly system_id: string | null;
  readonly system: SystemState | null;
  readonly house: HouseView;
  readonly policy: Policy | null;
  readonly scopes: readonly string[];
  readonly blockers: readonly Sourced<Blocker>[];
  readonly waivers: readonly Sourced<Waiver>[];
  readonly live: readonly Sourced<LiveVersion>[];
  readonly rollouts: readonly Sourced<OpenRollout>[];
  readonly approvals: number;
  readonly stored_evidence: readonly string[];
  readonly open_requesters: readonly string[];
  readonly unsent: readonly Unsent[];
  /** Copies that can be redrawn, by channel, with the oldest state that one of them shows. */
  readonly cards: readonly { readonly channel: string; readonly shown_rev: number }[];
  /** When messages to the board were sent. */
  readonly board_told: NonNullable<Facts['board_told']>;
  readonly wakes: readonly Wake[];
  /** Only for a command on a nonconformity. */
  readonly others: Others | null;
  /** Only where the house looks whom a digest is owed. */
  readonly digests: DigestGrounds | null;
  /** Only for a nudge. */
  readonly nudged: Facts['nudged'] | null;
  /** Only for a plan of actions. */
  readonly known_deployments: readonly string[] | null;
}

/** What every command needs; the rest are further questions that few ask. */
type Base = Omit<Loaded, 'others' | 'digests' | 'nudged' | 'known_deployments'>;

interface WaivedBlocker extends Sourced<Blocker> {
  readonly waivers: readonly Sourced<Waiver>[] | null;
}

interface Row extends Omit<Head, 'kind'> {
  readonly kind: string | null;
  readonly now: Instant;
  readonly state: unknown;
  readonly policy_digest: string | null;
  readonly system: string | null;
  readonly system_hash: string | null;
  readonly system_state: unknown;
  readonly house_hash: string | null;
  readonly house_state: unknown;
  readonly prior: Prior | null;
  readonly scopes: readonly string[] | null;
  readonly blockers: readonly WaivedBlocker[] | null;
  readonly live: readonly Sourced<LiveVersion>[] | null;
  readonly rollouts: readonly Sourced<OpenRollout>[] | null;
  readonly approvals: number;
  readonly evidence: readonly string[] | null;
  readonly requesters: readonly string[] | null;
  readonly unsent: readonly Unsent[] | null;
  readonly cards: Loaded['cards'] | null;
  readonly board_told: Loaded['board_told'] | null;
  readonly wakes: readonly Wake[] | null;
}

const NOBODY: Directory = { organisation: { name: '' }, units: [], people: [], delegations: [], absences: [] };
const NO_HOUSE: HouseView = { directory: NOBODY, active: null, policies: [] };

/** The system that a command is about: the record itself, what the case says, or for a new case what the request says. */
function systemNamed(target: Target, command: Command): string | null {
  if (target.kind === 'system') return target.id;
  const named = command.body['system_id'];
  return typeof named === 'string' ? named : null;
}

/** A timestamp inside of JSON, e.g. `2026-11-22T14:00:00.5+00:00`. */
const readJsonInstant = (text: string): Instant => new Date(text).toISOString();

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Evidence records for every digest named in the command's body. */
function evidenceNamed(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string' && DIGEST.test(value)) found.add(`evd_${value.slice(7)}`);
  else if (value !== null && typeof value === 'object') for (const entry of Object.values(value)) evidenceNamed(entry, found);
  return found;
}

/** States that this process keeps, by hash. Taken before the query: another command may replace them while it runs. */
function keptStates(store: Store, target: Target, system: string | null): Map<string, unknown> {
  const kept = new Map<string, unknown>();
  for (const id of [target.id, system, store.states.systemOf(target.id), 'house']) {
    const found = id === null ? null : store.states.get(id);
    if (found) kept.set(found.hash, found.state);
  }
  return kept;
}

/** Commands that must see every blocker raised before them: they take the scopes' locks (design §4). */
const PERMIT_COMMANDS: ReadonlySet<string> = new Set(['issue-permit', 'use-permit']);

/** Commands that a requester may not give about what holds the request (R-68, §1.05): they need to know the requesters. */
const NOT_FOR_REQUESTERS: ReadonlySet<string> = new Set(['waive-blocker', 'release-blocker', 'cure-blocker', 'treat-risk', 'accept-risk', 'close-risk']);

const LOAD = 'SELECT * FROM load_case($1, $2, $3, $4, $5, $6, $7, $8)';

/**
 * Reads what the command needs; with `locks` it takes the locks first, in the order that all keep: the record's row (a
 * merge: both, sorted), then the scopes, sorted. Facts are read after them.
 */
export async function load(store: Store, client: PoolClient, target: Target, command: Command, commandId: string, locks: boolean): Promise<Loaded> {
  const system = systemNamed(target, command);
  const kept = keptStates(store, target, system);
  const { name, body } = command;
  const values = [target.id, system, [...kept.keys()], commandId, [...evidenceNamed(body)], NOT_FOR_REQUESTERS.has(name), locks, PERMIT_COMMANDS.has(name)];
  if (locks && target.kind === 'nonconformity') await lockMerging(client, target.id, command);
  const { rows } = await client.query<Row>({ name: 'load_case', text: LOAD, values });
  const row = rows[0];
  if (!row) throw new Error('load_case gave no row');
  const state = (id: string, hash: string | null, sent: unknown): unknown => {
    if (hash === null) return undefined;
    if (sent === null) return kept.get(hash);
    store.states.set(id, hash, sent);
    return sent;
  };
  if (row.system !== null && row.system !== target.id) store.states.link(target.id, row.system);
  const houseState = state('house', row.house_hash, row.house_state);
  const house = houseState === undefined ? NO_HOUSE : store.rules.house(houseState);
  const loaded = {
    ...read(target, row),
    state: row.kind === null ? store.rules.kinds[target.kind].initial(target.id) : state(target.id, row.state_hash, row.state),
    system: row.system === null ? null : (state(row.system, row.system_hash, row.system_state) as SystemState),
    house,
    policy: await policyOf(store, client, house, row.policy_digest ?? house.active),
  };
  // a mere reading has no command id, and decides nothing; what looks ahead at a command has one
  const decides = locks || commandId !== '';
  return {
    ...loaded,
    others: decides ? await othersOf(store, client, loaded, command) : null,
    digests: locks ? await digestsOf(store, client, loaded, command) : null,
    nudged: decides && name === 'nudge' ? await nudgedOf(client, target) : null,
    known_deployments: decides && name === 'plan' ? await deploymentsNamed(client, body) : null,
  };
}

/** Who owes what a digest would tell of; a further question, which only the house's own look asks. */
async function digestsOf(store: Store, client: PoolClient, { target, policy, clock }: Base, command: Command): Promise<DigestGrounds | null> {
  if (target.kind !== 'house' || command.name !== 'escalate' || policy?.nonconformities === undefined) return null;
  return digestGrounds(client, digestHorizon(policy.nonconformities, store.clock ? await store.clock() : clock));
}

/** What a nonconformity is compared with; a further question, which only commands that compare ask. */
async function othersOf(store: Store, client: PoolClient, { target, state, policy, clock }: Base, command: Command): Promise<Others | null> {
  const rules = store.rules.kinds[target.kind];
  if (rules.othersMatterSince === undefined || policy === null) return null;
  const since = rules.othersMatterSince(state, command, { policy, now: store.clock ? await store.clock() : clock });
  return since === null ? null : othersFor(client, target.id, rules.summary(state).nonconformity ?? null, command, since);
}

const NUDGED = `SELECT recipient AS person, iso(max(owed_at)) AS at FROM deliveries
  WHERE kind = 'reminder' AND about->>'nudged_by' IS NOT NULL AND recipient IN (SELECT unnest(to_people) FROM obligations WHERE case_id = $1) GROUP BY recipient`;

/** When those who owe something in the case were last nudged; a further question, which only a nudge asks. */
async function nudgedOf(client: PoolClient, { id }: Target): Promise<NonNullable<Facts['nudged']>> {
  const { rows } = await client.query<{ person: string; at: Instant }>({ name: 'nudged', text: NUDGED, values: [id] });
  return rows;
}

function read(target: Target, row: Row): Omit<Base, 'state' | 'system' | 'house' | 'policy'> {
  return {
    target,
    clock: row.now,
    head: row.kind === null ? null : (row as Head),
    prior: row.prior,
    system_id: target.kind === 'system' ? target.id : row.system,
    scopes: row.scopes ?? ['organisation'],
    blockers: row.blockers ?? [],
    waivers: (row.blockers ?? []).flatMap((blocker) => blocker.waivers ?? []),
    live: row.live ?? [],
    rollouts: row.rollouts ?? [],
    approvals: row.approvals,
    stored_evidence: (row.evidence ?? []).map((id) => `sha256:${id.slice(4)}`),
    open_requesters: row.requesters ?? [],
    unsent: (row.unsent ?? []).map((message) => ({ ...message, owed_at: readJsonInstant(message.owed_at), due_at: readJsonInstant(message.due_at) })),
    cards: row.cards ?? [],
    board_told: (row.board_told ?? []).map(({ obligation_id, at }) => ({ obligation_id, at: readJsonInstant(at) })),
    wakes: row.wakes ?? [],
  };
}

async function policyOf(store: Store, client: PoolClient, house: HouseView, digest: string | null): Promise<Policy | null> {
  if (digest === null) return null;
  const kept = store.policies.get(digest) ?? house.policies.find((policy) => policy.digest === digest);
  if (kept) return kept;
  const { rows } = await client.query<{ data: Policy }>({ name: 'policy', text: 'SELECT data FROM policies WHERE digest = $1', values: [digest] });
  const found = rows[0]?.data ?? null;
  if (found) store.policies.set(digest, found);
  return found;
}

/** What the rules get to see, as it was before the command. */
export function factsOf(loaded: Loaded, policy: Policy): Facts {
  const others = <T>(entries: readonly Sourced<T>[]): readonly T[] => entries.map((entry) => entry.data);
  return {
    directory: loaded.house.directory,
    policy,
    system: loaded.system,
    ...byEffect(others(loaded.blockers)),
    waivers: others(loaded.waivers),
    live: others(loaded.live),
    rollouts: others(loaded.rollouts),
    approvals: loaded.approvals,
    stored_evidence: loaded.stored_evidence,
    open_requesters: loaded.open_requesters,
    board_told: loaded.board_told,
    ...loaded.others,
    ...(loaded.digests === null ? {} : { digests: loaded.digests }),
    ...(loaded.nudged == null ? {} : { nudged: loaded.nudged }),
    ...(loaded.known_deployments == null ? {} : { known_deployments: loaded.known_deployments }),
  };
}
