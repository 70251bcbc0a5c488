import type { OwedMessage } from '../../contracts/delivery.ts';
import type { Directory } from '../../contracts/directory.ts';
import { canonicalJson } from '../../contracts/json.ts';
import type { Actor, RecordedEvent } from '../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS, type NcClass, type NonconformityCommandName } from '../../contracts/nonconformity-closure.ts';
import { NONCONFORMITY_EVENTS } from '../../contracts/nonconformity-events.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import { OBLIGATION_EVENTS } from '../../contracts/obligation-events.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Assurance, Instant } from '../../contracts/primitives.ts';
import { isRefusal, type Context, type Decision, type Facts, type NewEvent, type NonconformityFact } from '../../domain/aggregate.ts';
import { nonconformityClosure } from '../../domain/nonconformity-closure/index.ts';
import { planNow, type Action, type NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { digest, exampleDirectory, shippedPolicy, World } from './world.ts';

export const SYSTEM = 'sys_00000000000000000000000001';
export const OTHER_SYSTEM = 'sys_00000000000000000000000002';
export const PROOF = digest('proof');

type Body = Record<string, unknown>;
const SCHEMAS: Readonly<Record<string, { parse: (body: unknown) => unknown } | undefined>> = { ...NONCONFORMITY_EVENTS, ...OBLIGATION_EVENTS };

/** The event, which its schema must know and take as it is, as the store's ledger would. */
function wellFormed(event: NewEvent): NewEvent {
  const schema = SCHEMAS[event.type];
  if (!schema) throw new Error(`no schema for ${event.type}`);
  schema.parse(event.body);
  return event;
}

/** Systems as extents that a nonconformity holds shut. */
export const holding = (...systems: readonly string[]) => systems.map((id) => ({ scope: 'system' as const, id }));

/** What the store knows of another nonconformity; alike to the story's own unless told otherwise. */
export const otherNc = (id: string, change: Partial<NonconformityFact> = {}): NonconformityFact => ({
  id, title: 'Model released without validation', status: 'closed', class: 'minor', near_miss: false, cause_class: 'missing_control', clauses: [], controls: ['A.6.2.4'], systems: [SYSTEM],
  raised_at: '2026-01-05T09:00:00.000Z', classified_at: '2026-01-06T09:00:00.000Z', open_since: '2026-01-06T09:00:00.000Z', closed_at: '2026-02-02T09:00:00.000Z', ...change,
});

/**
 * One nonconformity in memory, on the real rules: no store, no clock but the one moved by hand. Who is who by the example
 * organisation: `devon` raises, `noor` coordinates (lead: `maya`), `mira` owns it (manager `bruno`), `dana` owns the
 * action (manager `bruno`), `bela` verifies, `rohan` checks the effect.
 */
export class Story {
  state: NonconformityState = nonconformityClosure.initial('nc_00000000000000000000000001');
  readonly events: RecordedEvent[] = [];
  readonly messages: OwedMessage[] = [];
  now: Instant = '2026-03-02T09:00:00.000Z';
  facts: Facts;
  #ids = 0;

  constructor(change: Partial<Facts> = {}) {
    this.facts = {
      directory: exampleDirectory(), policy: shippedPolicy(), system: new World('medium').facts.system,
      blockers: [], waivers: [], live: [], rollouts: [], approvals: 1,
      stored_evidence: [PROOF], nonconformities: [], known_systems: [SYSTEM, OTHER_SYSTEM], ...change,
    };
  }

  context(actor: Actor, assurance: Assurance = 'mfa'): Context {
    return {
      ...this.facts,
      now: this.now,
      id: this.state.id,
      meta: { command_id: `c${this.#ids}`, actor, door: 'api', assurance },
      newId: (kind) => `${kind}_${String((this.#ids += 1)).padStart(26, '0')}`,
      digestOf: (value) => digest(canonicalJson(value)),
    };
  }

  /** A command as a door gives it: parsed by its schema, decided, recorded; no event is written by hand. */
  act(actor: Actor, name: string, given: Body, assurance: Assurance = 'mfa'): Decision {
    const schema = Object.hasOwn(NONCONFORMITY_COMMANDS, name) ? NONCONFORMITY_COMMANDS[name as NonconformityCommandName] : undefined;
    const body: Body = schema ? schema.parse(given) : given;
    const decision = nonconformityClosure.decide(this.state, { name, body }, this.context(actor, assurance));
    const recorded = (decision.events ?? []).map((e, i): RecordedEvent => ({ ...wellFormed(e), at: this.now, actor, seq: this.events.length + i + 1 }));
    for (const event of recorded) this.state = nonconformityClosure.evolve(this.state, event);
    this.events.push(...recorded);
    for (const event of recorded) this.messages.push(...nonconformityClosure.messages(event, this.state, this.facts));
    return decision;
  }

  as(person: string, name: string, body: Body = {}, assurance: Assurance = 'mfa'): Decision {
    return this.act({ kind: 'person', id: person }, name, body, assurance);
  }

  workflow(name: string, body: Body = {}): Decision {
    return this.act({ kind: 'workflow', id: 'w' }, name, body);
  }

  /** A command that must be accepted. */
  does(person: string, name: string, body: Body = {}): this {
    const decision = this.as(person, name, body);
    if (isRefusal(decision)) throw new Error(`${person} ${name}: ${decision.refused}: ${decision.detail}`);
    return this;
  }

  /** The code of a refusal, or `accepted`. */
  answer(person: string, name: string, body: Body = {}): string {
    const decision = this.as(person, name, body);
    return isRefusal(decision) ? decision.refused : 'accepted';
  }

  /** What a refusal says; fails when the command was accepted. */
  refusal(person: string, name: string, body: Body = {}) {
    const decision = this.as(person, name, body);
    if (!isRefusal(decision)) throw new Error(`${person} ${name} was accepted`);
    return decision;
  }

  agenda() {
    return nonconformityClosure.agenda(this.state, this.facts, this.now);
  }

  /** Moves time to each instant that the agenda names, until `instant` or until nothing is owed. */
  runTo(instant: Instant): this {
    for (let i = 0; i < 500; i += 1) {
      const wake = this.agenda().wake_at;
      if (wake === null || wake > instant) break;
      if (wake > this.now) this.now = wake;
      const before = this.events.length;
      this.workflow('escalate', { woke_for: wake });
      if (this.events.length === before && this.agenda().wake_at === wake) throw new Error(`escalate at ${wake} changed nothing: ${this.agenda().summary}`);
    }
    if (instant > this.now) this.now = instant;
    return this;
  }

  types(): string[] {
    return this.events.map((e) => e.type);
  }

  /** The last event of a type, which must have happened. */
  last(type: string): RecordedEvent {
    const found = this.events.findLast((e) => e.type === type);
    if (!found) throw new Error(`no ${type} among ${this.types().join(', ')}`);
    return found;
  }

  /** Kinds of what is owed now, escalations left out. */
  owes(): string[] {
    return this.state.obligations.filter((o) => o.kind !== 'escalation' && (o.state === 'open' || o.state === 'paused')).map((o) => o.kind);
  }

  /** The open obligation of a kind, which must be there. */
  owed(kind: string): Obligation {
    const found = this.state.obligations.find((o) => o.kind === kind && (o.state === 'open' || o.state === 'paused'));
    if (!found) throw new Error(`no open ${kind}; open: ${this.owes().join(', ')}`);
    return found;
  }

  /** An action of the plan by its key; of several plans the last. */
  action(key = 'gate'): Action {
    const found = this.state.actions.findLast((action) => action.key === key);
    if (!found) throw new Error(`no action ${key}; planned: ${this.state.actions.map((action) => action.key).join(', ')}`);
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

  /** Other numbers for nonconformities than those shipped, from the start. */
  with(change: (rules: NonconformitiesPolicy) => Partial<NonconformitiesPolicy>): this {
    const rules = this.facts.policy.nonconformities;
    if (!rules) throw new Error('the policy has no nonconformities.yaml');
    this.facts = { ...this.facts, policy: { ...this.facts.policy, nonconformities: { ...rules, ...change(rules) } } };
    return this;
  }

  // ---- the procedure, step by step; each takes what is said differently ----

  raised(change: Body = {}, by = 'devon'): this {
    return this.does(by, 'raise', { title: 'Model released without validation', description: 'Version 3 went out unvalidated', source: 'review', system_id: SYSTEM, controls: ['A.6.2.4'], ...change });
  }

  classified(cls: NcClass = 'major', change: Body = {}, by = 'noor'): this {
    if (!this.state.exists) this.raised();
    return this.does(by, 'classify', { class: cls, owner: 'mira', reason: 'by the table', ...change });
  }

  contained(cls: NcClass = 'major'): this {
    if (!['classified', 'reopened'].includes(this.state.status)) this.classified(cls);
    return this.does('mira', 'correct', { correction: 'Rolled back to version 2', consequences: 'Looked at 40 decisions; 2 were corrected', evidence: [PROOF] });
  }

  /** As deep as a major one must go. */
  analysed(cls: NcClass = 'major', change: Body = {}): this {
    const isPutRight = this.state.status === 'contained' || (this.state.status === 'reopened' && !this.owes().includes('correction'));
    if (!isPutRight) this.contained(cls);
    return this.does('mira', 'root-cause', { ...ROOT_CAUSE, ...change });
  }

  planned(cls: NcClass = 'major', change: Body = {}): this {
    if (this.state.status !== 'rca') this.analysed(cls);
    return this.does('mira', 'plan', { ...this.plan(cls), ...change });
  }

  /** A plan of one action, due in thirty days, with what the class asks for. */
  plan(cls: NcClass = this.state.class ?? 'major'): Body {
    const due_at = new Date(Date.parse(this.now) + 30 * 86_400_000).toISOString();
    const effect = cls === 'major' || cls === 'minor' ? { effectiveness: EFFECTIVENESS } : {};
    return { actions: [{ key: `gate${this.state.plans.length === 0 ? '' : String(this.state.plans.length + 1)}`, type: 'corrective', title: 'Gate the release', owner: 'dana', due_at, evidence_spec: 'The pipeline refuses', verifier: 'bela' }], ...effect };
  }

  implementing(cls: NcClass = 'major', change: Body = {}): this {
    if (this.state.status !== 'plan_review') this.planned(cls, change);
    return this.does('maya', 'approve-plan', { plan_digest: planNow(this.state)?.plan_digest });
  }

  /** Every open action is done, with evidence. */
  handedIn(cls: NcClass = 'major'): this {
    if (this.state.status !== 'implementing') this.implementing(cls);
    for (const action of this.state.actions.filter(({ state }) => state === 'open')) this.does(action.owner, 'complete', { obligation_id: action.obligation_id, evidence: [PROOF], comment: 'done' });
    return this;
  }

  /** Every action that is handed in is accepted by its verifier. */
  verified(cls: NcClass = 'major'): this {
    if (this.state.status !== 'verify_evidence') this.handedIn(cls);
    for (const { action_id, verifier } of this.state.actions.filter(({ state }) => state === 'handed_in')) this.does(verifier, 'verify', { action_id, accepted: true, comment: 'seen' });
    return this;
  }

  /** The wait is over and the check of effect is owed. */
  waited(cls: NcClass = 'major'): this {
    if (this.state.status !== 'effectiveness_wait') this.verified(cls);
    return this.runTo(this.state.wait_until ?? this.now);
  }

  checked(verdict = 'effective', by = 'rohan'): this {
    if (this.state.status !== 'effectiveness_check') this.waited();
    return this.does(by, 'check-effect', { verdict, measured: 'none in 40 releases', evidence: [PROOF], sample_size: 40, comment: 'by sample' });
  }
}

export const EFFECTIVENESS = { measure: 'Releases without validation', target: 'none in 90 days', method: 'sample', sample_size: 40, checker: 'rohan' };

const why = (because: string) => ({ because, evidence: [PROOF] });
/** Deep enough for a major one. */
export const ROOT_CAUSE = {
  problem: { what: 'Released unvalidated', where: 'Claims', when: 'March', extent: 'One version', not_where: 'Retail' },
  whys: [why('the pipeline let it'), why('no step asks for the report'), { because: 'nobody owned the pipeline', assumption: true }],
  root: { cause: 'The pipeline has no gate', in: 'controllable_system', confidence: 'high' },
  fishbone: [{ branch: 'process', cause: 'No gate', weight: 'root', evidence: [PROOF] }],
  escape: 'Reviews look at documents only',
  cause_class: 'missing_control',
  extent: { looked_at: 'All pipelines', found_in: [] },
  systemic: false,
};
