import { createHash } from 'node:crypto';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { DeploymentRequest } from '../../contracts/deployment-approval.ts';
import type { Directory } from '../../contracts/directory.ts';
import { canonicalJson } from '../../contracts/json.ts';
import type { Actor, RecordedEvent } from '../../contracts/ledger.ts';
import { DOCUMENTS, type Policy } from '../../contracts/policy.ts';
import type { Assurance, Instant } from '../../contracts/primitives.ts';
import type { SystemEntry } from '../../contracts/system.ts';
import { DEPLOYMENT_EVENTS } from '../../contracts/deployment-events.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import { OBLIGATION_EVENTS } from '../../contracts/obligation-events.ts';
import { isRefusal, type Context, type Decision, type Facts, type NewEvent } from '../../domain/aggregate.ts';
import { deploymentApproval } from '../../domain/deployment-approval/index.ts';
import { current, type DeploymentState, type LaneState } from '../../domain/deployment-approval/state.ts';
import { initial, type SystemState, type SystemVersion } from '../../domain/system/state.ts';
import { loadDirectoryFile } from '../../store/directory-file.ts';
import { holidayYears, loadPolicyDir } from '../../store/policy-files.ts';

export const ROOT = new URL('../../', import.meta.url).pathname;
export const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

let shipped: Policy | undefined;
let example: Directory | undefined;

export function shippedPolicy(): Policy {
  if (shipped) return shipped;
  const policy = loadPolicyDir(`${ROOT}policy`, holidayYears(2026));
  if (Array.isArray(policy)) throw new Error(policy.map((p) => p.message).join('\n'));
  return (shipped = policy);
}
export function exampleDirectory(): Directory {
  if (example) return example;
  const directory = loadDirectoryFile(`${ROOT}examples/organisation/directory.yaml`);
  if (Array.isArray(directory)) throw new Error(directory.map((p) => p.message).join('\n'));
  return (example = directory);
}

export const PROFILES = {
  low: { consequence: 1, likelihood: 2, affected_people: 10, personal_data: false, special_category_data: false, external_users: false, oversight: 'in_the_loop', prohibited_practices: [] },
  medium: { consequence: 3, likelihood: 3, affected_people: 500, personal_data: false, special_category_data: false, external_users: false, oversight: 'in_the_loop', prohibited_practices: [] },
  high: { consequence: 4, likelihood: 4, affected_people: 500, personal_data: true, special_category_data: false, external_users: true, oversight: 'in_the_loop', prohibited_practices: [] },
} as const satisfies Record<string, SystemEntry['risk_profile']>;

/** A version like the first but for some digests. */
export const version = (name: string, digests: Readonly<Record<string, string>> = {}, more: Partial<SystemVersion> = {}): SystemVersion => ({
  id: `ver_${name}`,
  name,
  digests: { weights: digest('w1'), code: `git:${'a'.repeat(40)}`, ...digests },
  authors: ['devon'],
  weights_signature: 'A'.repeat(86) + '==',
  added_at: '2026-03-01T09:00:00.000Z',
  added_by: 'devon',
  ...more,
});

/** Who signs in each lane, as many as the highest quorum asks for. */
const SIGNERS: Readonly<Record<string, readonly string[]>> = {
  technical: ['theo'],
  risk: ['ruth', 'renate'],
  business: ['bela'],
  legal: ['lena'],
  security: ['sam'],
  privacy: ['paula'],
  executive: ['ines'],
};

const SCHEMAS: Readonly<Record<string, { parse: (body: unknown) => unknown } | undefined>> = { ...DEPLOYMENT_EVENTS, ...OBLIGATION_EVENTS };

/** The event, which its schema must know and take as it is, as the store's ledger would. */
function wellFormed(event: NewEvent): NewEvent {
  const schema = SCHEMAS[event.type];
  if (!schema) throw new Error(`no schema for ${event.type}`);
  schema.parse(event.body);
  return event;
}

/** One deployment case in memory, on the real rules: no store, no clock but the one moved by hand. */
export class World {
  state: DeploymentState = deploymentApproval.initial('dep_00000000000000000000000001');
  readonly events: RecordedEvent[] = [];
  readonly messages: OwedMessage[] = [];
  now: Instant = '2026-03-02T09:00:00.000Z';
  facts: Facts;
  #ids = 0;

  constructor(tier: keyof typeof PROFILES, change: Partial<Facts> = {}, entry: Partial<SystemEntry> = {}) {
    this.facts = {
      directory: exampleDirectory(),
      policy: shippedPolicy(),
      system: this.system(tier, entry),
      blockers: [],
      waivers: [],
      live: [],
      rollouts: [],
      approvals: 1,
      stored_evidence: DOCUMENTS.map((name) => digest(name)),
      ...change,
    };
  }

  system(tier: keyof typeof PROFILES, entry: Partial<SystemEntry>): SystemState {
    const base: SystemEntry = {
      name: 'Claims triage', use_case: 'Sorts claims', intended_use: 'By claims handlers', type: 'predictive', our_role: 'provider', owner: 'dana', unit: 'claims',
      stage: 'operation', jurisdictions: ['DE'], aims_scope: { in_scope: true }, dependencies: [], signing_keys: [], risk_profile: PROFILES[tier], ...entry,
    };
    return { ...initial('sys_00000000000000000000000001'), exists: true, entry: base, versions: [version('1'), version('2', { weights: digest('w2') }), version('code', { code: `git:${'b'.repeat(40)}` })] };
  }

  context(actor: Actor, assurance: Assurance): Context {
    return {
      ...this.facts,
      now: this.now,
      id: this.state.id,
      meta: { command_id: `c${this.#ids}`, actor, door: 'api', assurance },
      newId: (kind) => `${kind}_${String((this.#ids += 1)).padStart(26, '0')}`,
      digestOf: (value) => digest(canonicalJson(value)),
    };
  }

  act(actor: Actor, name: string, body: Record<string, unknown>, assurance: Assurance = 'mfa'): Decision {
    const decision = deploymentApproval.decide(this.state, { name, body }, this.context(actor, assurance));
    const recorded = (decision.events ?? []).map((e, i): RecordedEvent => ({ ...wellFormed(e), at: this.now, actor, seq: this.events.length + i + 1 }));
    for (const event of recorded) this.state = deploymentApproval.evolve(this.state, event);
    this.events.push(...recorded);
    for (const event of recorded) this.messages.push(...deploymentApproval.messages(event, this.state, this.facts));
    return decision;
  }

  as(person: string, name: string, body: Record<string, unknown> = {}, assurance: Assurance = 'mfa'): Decision {
    return this.act({ kind: 'person', id: person }, name, body, assurance);
  }

  workflow(name: string, body: Record<string, unknown> = {}): Decision {
    return this.act({ kind: 'workflow', id: 'w' }, name, body);
  }

  request(change: Partial<DeploymentRequest> = {}, by = 'mira'): Decision {
    return this.as(by, 'submit', {
      system_id: this.facts.system?.id, version_id: 'ver_1', environment: 'production', title: 'First', change_type: 'retrain', rationale: 'Better', options: [],
      documents: Object.fromEntries(DOCUMENTS.map((name) => [name, digest(name)])), validated_by: [], ...change,
    });
  }

  check(outcome: 'pass' | 'fail' = 'pass'): Decision {
    return this.workflow('record-checks', { revision: current(this.state).number, results: [{ check: 'documents', outcome, subject: 'all', code: 'ok' }] });
  }

  vote(person: string, lane: string, verdict = 'approve', more: Record<string, unknown> = {}, assurance: Assurance = 'mfa'): Decision {
    const found = this.state.lanes.find((l) => l.lane === lane);
    return this.as(person, 'vote', { obligation_id: found?.obligation_id ?? 'none', package_digest: current(this.state).package_digest, verdict, conditions: [], ...(verdict === 'approve' ? {} : { reason: 'because' }), ...more }, assurance);
  }

  /** Moves time to each instant that the agenda names, until `instant` or until nothing is owed. */
  runTo(instant: Instant): void {
    for (let i = 0; i < 500; i += 1) {
      const wake = this.agenda().wake_at;
      if (wake === null || wake > instant) break;
      if (wake > this.now) this.now = wake;
      const before = this.events.length;
      this.workflow('escalate', { woke_for: wake });
      if (this.events.length === before && this.agenda().wake_at === wake) throw new Error(`escalate at ${wake} changed nothing: ${this.agenda().summary}`);
    }
    if (instant > this.now) this.now = instant;
  }

  agenda() {
    return deploymentApproval.agenda(this.state, this.facts, this.now);
  }

  types(): string[] {
    return this.events.map((e) => e.type);
  }

  refusal(decision: Decision): string {
    return isRefusal(decision) ? decision.refused : 'accepted';
  }

  /** The last event of a type, which must have happened. */
  last(type: string): RecordedEvent {
    const found = this.events.findLast((e) => e.type === type);
    if (!found) throw new Error(`no ${type} among ${this.types().join(', ')}`);
    return found;
  }

  /** A command that must be accepted. */
  does(person: string, name: string, body: Record<string, unknown> = {}): Decision {
    const decision = this.as(person, name, body);
    if (isRefusal(decision)) throw new Error(`${person} ${name}: ${decision.refused}: ${decision.detail}`);
    return decision;
  }

  /** The open obligation of a kind, which must be there. */
  owed(kind: string): Obligation {
    const found = this.state.obligations.find((o) => o.kind === kind && (o.state === 'open' || o.state === 'paused'));
    if (!found) throw new Error(`no open ${kind}; open: ${this.state.obligations.filter((o) => o.state === 'open').map((o) => o.kind).join(', ')}`);
    return found;
  }

  /** Requested and checked. */
  reviewed(change: Partial<DeploymentRequest> = {}): this {
    this.request(change);
    this.check();
    return this;
  }

  /** Everybody whose word is still missing approves. */
  approveAll(): this {
    for (const { lane } of this.state.lanes) {
      for (const person of SIGNERS[lane] ?? []) if (this.state.lanes.find((l) => l.lane === lane)?.state === 'open') this.vote(person, lane, 'approve', { reason: 'sound' });
    }
    return this;
  }

  /** From an approval to a used permit. */
  rolledOut(): this {
    this.does('mira', 'issue-permit');
    this.does('mira', 'use-permit', { permit_id: this.state.permit?.id });
    return this;
  }

  /** From an approval to a confirmed live version. */
  live(): this {
    this.rolledOut();
    this.does('mira', 'confirm-live', { digests: this.state.permit?.digests ?? {} });
    return this;
  }

  /** A lane of the case, which must be planned. */
  lane(name: string): LaneState {
    const found = this.state.lanes.find((l) => l.lane === name);
    if (!found) throw new Error(`no lane ${name}; planned: ${this.state.lanes.map((l) => l.lane).join(', ')}`);
    return found;
  }

  /** The sign-off of a lane, open or closed. */
  signOff(lane: string): Obligation {
    const found = this.state.obligations.findLast((o) => o.kind === 'sign_off' && o.subject['lane'] === lane);
    if (!found) throw new Error(`no sign-off for ${lane}`);
    return found;
  }

  /** The directory changes, and the case is woken as after any such change. */
  house(change: (directory: Directory) => Partial<Directory>): this {
    this.facts = { ...this.facts, directory: { ...this.facts.directory, ...change(this.facts.directory) } };
    if (this.state.exists) this.workflow('escalate');
    return this;
  }

  /** Somebody leaves the house today. */
  leaves(...ids: readonly string[]): this {
    return this.house(({ people }) => ({ people: people.map((p) => (ids.includes(p.id) ? { ...p, left_on: this.now.slice(0, 10) } : p)) }));
  }

  /** Somebody is away for a year from now. */
  away(person: string, deputy?: string): this {
    return this.house(({ absences }) => ({ absences: [...absences, { person, ...(deputy === undefined ? {} : { deputy }), starts_at: this.now, until: '2027-03-01T00:00:00.000Z' }] }));
  }

  /** Somebody gives another leave to sign, for a year unless told otherwise. */
  delegates(from: string, to: string, lane: string, scope: Partial<Directory['delegations'][number]> = {}): this {
    return this.house(({ delegations }) => ({ delegations: [...delegations, { from, to, lane, until: '2027-03-01T00:00:00.000Z', keep_informed: false, ...scope }] }));
  }

  /** Somebody holds these roles and no other. */
  holds(person: string, roles: Directory['people'][number]['roles']): this {
    return this.house(({ people }) => ({ people: people.map((p) => (p.id === person ? { ...p, roles } : p)) }));
  }

  /**
   * A medium request counts in hours: due after ten, the board at 400 %, lapsed at 600 % and the time given after the board,
   * unless another lapse is given.
   */
  hourly(lapse: Policy['ladders']['ladders'][string]['lapse'] = { percent: 600, after_board: 'PT1H' }): this {
    const { policy } = this.facts;
    const { sign_off } = policy.ladders.ladders;
    const ladders = { ...policy.ladders, ladders: { ...policy.ladders.ladders, sign_off: { rungs: sign_off?.rungs ?? [], lapse } } };
    const medium = { ...policy.tiers.paths.medium, sla: 'PT10H' };
    this.facts = { ...this.facts, policy: { ...policy, ladders, tiers: { ...policy.tiers, paths: { ...policy.tiers.paths, medium } } } };
    return this;
  }

  /** Other thresholds than those shipped, from the start. */
  with(thresholds: Partial<Policy['thresholds']>): this {
    this.facts = { ...this.facts, policy: { ...this.facts.policy, thresholds: { ...this.facts.policy.thresholds, ...thresholds } } };
    return this;
  }
}
