import { randomBytes } from 'node:crypto';
import type { NcClass } from '../../contracts/nonconformity-closure.ts';
import type { ActionView, NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Answer, As, Body } from './api.ts';
import { example } from './nonconformity-over-http.ts';
import { ok } from './seed.ts';

const DAY = 86_400_000;
/** Steps that come one after the other, by the state that each leads to. */
const STEPS = ['classified', 'contained', 'rca', 'plan_review', 'implementing', 'verify_evidence', 'effectiveness_wait'] as const;
type Reached = (typeof STEPS)[number];
type Change = Readonly<Record<string, unknown>>;

/** What the steps of {@link Closure.to} say otherwise than usual. */
export interface Told {
  readonly raise?: Change;
  readonly classify?: Change;
  readonly cause?: Change;
  readonly plan?: Change;
  /** Of the plan's only action. */
  readonly action?: Change;
}

interface Door {
  as(person: string): As;
  now(): Promise<Instant>;
}

/**
 * Nonconformities over HTTP, each with a title of its own, so that none is like another. `devon` raises, `noor`
 * coordinates, `mira` owns (manager `bruno`), `dana` does the action, `bela` verifies, `maya` approves, `rohan` checks.
 */
export class Closure {
  readonly #door: Door;
  /** Digest of a stored file. */
  proof = '';

  constructor(door: Door) {
    this.#door = door;
  }

  as(person: string): As {
    return this.#door.as(person);
  }

  async store(text: string): Promise<string> {
    return String(ok(await this.as('mira').upload('/v1/evidence?name=proof.md', `# ${text}\n`))['sha256']);
  }

  async start(): Promise<void> {
    this.proof = await this.store('Proof');
  }

  give(by: string, id: string, command: string, body: object): Promise<Answer> {
    return this.as(by).post(`/v1/nonconformities/${id}/${command}`, body);
  }

  /** A command that must be accepted. */
  async does(by: string, id: string, command: string, body: object): Promise<Body> {
    return ok(await this.give(by, id, command, body));
  }

  /** Status, code and reason of a refusal. */
  async refused(by: string, id: string, command: string, body: object): Promise<readonly [number, string, string]> {
    const { status, body: said } = await this.give(by, id, command, body);
    return [status, String(said['code']), `${String(said['detail'])} ${JSON.stringify(said['errors'] ?? [])}`];
  }

  async view(id: string): Promise<NonconformityView> {
    return ok(await this.as('maya').get(`/v1/nonconformities/${id}`)) as unknown as NonconformityView;
  }

  async state(id: string): Promise<string> {
    return (await this.view(id)).state;
  }

  /** The open obligation of a kind, which must be there. */
  async owed(id: string, kind: ObligationKind): Promise<Obligation> {
    const { obligations } = await this.view(id);
    const found = obligations.find((one) => one.kind === kind && one.state === 'open');
    if (!found) throw new Error(`no open ${kind}; open: ${open(obligations).join(', ')}`);
    return found;
  }

  /** Kinds of what is owed now. Decisions on recurrences are left out: many stories of a test have one class of causes. */
  async owes(id: string): Promise<readonly string[]> {
    return open((await this.view(id)).obligations);
  }

  async action(id: string, key = 'gate'): Promise<ActionView> {
    const found = (await this.view(id)).actions.findLast((one) => one.key === key);
    if (!found) throw new Error(`no action ${key}`);
    return found;
  }

  async inDays(days: number): Promise<Instant> {
    return new Date(Date.parse(await this.#door.now()) + days * DAY).toISOString();
  }

  async raised(change: Change = {}, by = 'devon'): Promise<string> {
    const body = { title: randomBytes(16).toString('hex'), description: 'Seen in the sample', source: 'review', ...change };
    return String(ok(await this.as(by).post('/v1/nonconformities', body))['id']);
  }

  classify(id: string, cls: NcClass, change: Change = {}): Promise<Body> {
    return this.does('noor', id, 'classify', { class: cls, owner: 'mira', reason: 'By the table', ...change });
  }

  correct(id: string): Promise<Body> {
    return this.does('mira', id, 'correct', { correction: 'Rolled back', consequences: 'Two decisions were corrected', evidence: [this.proof] });
  }

  /** As deep as a major one must go. */
  cause(change: Change = {}): object {
    return { ...example('root-cause.yaml'), ...change };
  }

  async plan(action: Change = {}, change: Change = {}): Promise<object> {
    const actions = [{ key: 'gate', type: 'corrective', title: 'Gate the release', owner: 'dana', verifier: 'bela', due_at: await this.inDays(20), evidence_spec: 'The pipeline refuses', ...action }];
    return { actions, effectiveness: { measure: 'Ungated releases', target: 'none in 90 days', method: 'retest', checker: 'rohan' }, ...change };
  }

  async approve(id: string, by = 'maya'): Promise<Body> {
    return this.does(by, id, 'approve-plan', { plan_digest: (await this.view(id)).plans.at(-1)?.plan_digest });
  }

  async handIn(id: string, by?: string, key = 'gate'): Promise<Body> {
    const { owing, obligation_id } = await this.action(id, key);
    return ok(await this.as(by ?? owing).post(`/v1/obligations/${String(obligation_id)}/complete`, { evidence: [this.proof], comment: 'Done' }));
  }

  async verify(id: string, accepted = true, key = 'gate'): Promise<Body> {
    const { action_id, verifier } = await this.action(id, key);
    return this.does(verifier, id, 'verify', { action_id, accepted, comment: 'Seen' });
  }

  check(id: string, verdict: string): Promise<Body> {
    return this.does('rohan', id, 'check-effect', { verdict, measured: 'In 40 releases', comment: 'By re-test', evidence: [this.proof] });
  }

  /** One of that class in that state, by the usual way; a class that asks for no correction and no cause skips them. */
  async to(state: Reached, cls: NcClass = 'major', told: Told = {}): Promise<string> {
    const id = await this.raised(told.raise);
    const light = cls === 'observation' || cls === 'opportunity';
    const steps: Readonly<Record<Reached, () => Promise<unknown>>> = {
      classified: () => this.classify(id, cls, told.classify),
      contained: async () => (light ? null : this.correct(id)),
      rca: async () => (light ? null : this.does('mira', id, 'root-cause', this.cause(told.cause))),
      plan_review: async () => this.does('mira', id, 'plan', await this.plan(told.action, told.plan)),
      implementing: () => this.approve(id),
      verify_evidence: () => this.handIn(id),
      effectiveness_wait: () => this.verify(id),
    };
    for (const step of STEPS.slice(0, STEPS.indexOf(state) + 1)) await steps[step]();
    return id;
  }

  /** Ends it, so that it owes nothing while time passes. */
  async cancel(id: string): Promise<void> {
    for (const person of ['noor', 'maya']) await this.does(person, id, 'cancel', { reason: 'The test is done with it' });
  }
}

const open = (obligations: readonly Obligation[]): string[] => obligations.filter(({ kind, state }) => !['escalation', 'recurrence_decision'].includes(kind) && state === 'open').map(({ kind }) => kind);
