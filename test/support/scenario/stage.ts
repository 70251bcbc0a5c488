import { generateKeyPairSync, sign } from 'node:crypto';
import { evidenceId } from '../../../contracts/evidence.ts';
import type { Directory } from '../../../contracts/directory.ts';
import type { Actor } from '../../../contracts/ledger.ts';
import { DOCUMENTS } from '../../../contracts/policy.ts';
import type { DrivenRecord } from '../../../contracts/workflow.ts';
import { current, type DeploymentState } from '../../../domain/deployment-approval/state.ts';
import { execute } from '../../../store/execute.ts';
import type { Outcome } from '../../../store/outcome.ts';
import { readRecord } from '../../../store/read.ts';
import type { Target } from '../../../store/store.ts';
import type { TimeSkippingEnv } from '../time-skipping.ts';
import { digest, exampleDirectory, PROFILES, shippedPolicy } from '../world.ts';
import { Product } from './product.ts';

export const HOUSE: Target = { kind: 'house', id: 'house' };
/** A day that is past whenever a story is played, so that its ledger is the same each time. */
const LEFT_ON = '2026-01-31';
export type StageTier = keyof typeof PROFILES;

const keys = generateKeyPairSync('ed25519');
const PUBLIC_KEY = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signed = (weights: string): string => sign(null, Buffer.from(weights, 'ascii'), keys.privateKey).toString('base64');

/** Where a story is played: the shipped policy, the example organisation, one system of Claims with its versions. */
export class Stage {
  readonly product: Product;
  systemId = '';
  caseId = '';
  /** The nonconformity that the story is about, once one was raised: the last of those raised. */
  ncId = '';
  /** Every nonconformity of the story, in the order of their raising. */
  readonly ncIds: string[] = [];
  readonly versions: string[] = [];
  #commands = 0;

  private constructor(product: Product) {
    this.product = product;
  }

  static async open(server: TimeSkippingEnv, wish: { readonly drops?: boolean } = {}): Promise<Stage> {
    const stage = new Stage(await Product.open(server, wish));
    const machine: Actor = { kind: 'machine', id: 'start', on_behalf_of: null };
    await stage.act(HOUSE, machine, 'bootstrap-policy', { policy: withoutHolidays(), source: 'disk' });
    await stage.act(HOUSE, machine, 'load-directory', { directory: lasting() });
    for (const name of DOCUMENTS) await stage.#store(name);
    await stage.product.quiet();
    return stage;
  }

  get deployment(): DrivenRecord {
    return { kind: 'deployment', id: this.caseId };
  }

  get nonconformity(): DrivenRecord {
    return { kind: 'nonconformity', id: this.ncId };
  }

  get system(): DrivenRecord {
    return { kind: 'system', id: this.systemId };
  }

  /** Gives a command and waits until all that it causes is done. @throws Error when it is refused. */
  async act(target: Target, actor: Actor, name: string, body: Record<string, unknown> = {}): Promise<Outcome & { ok: true }> {
    const outcome = await this.attempt(target, actor, name, body);
    if (!outcome.ok) throw new Error(`${actor.id} was refused "${name}": ${outcome.refusal.refused}, ${outcome.refusal.detail}`);
    return outcome;
  }

  async attempt(target: Target, actor: Actor, name: string, body: Record<string, unknown> = {}): Promise<Outcome> {
    this.#commands += 1;
    const meta = { command_id: `scenario/${this.#commands}`, actor, door: 'api', assurance: 'mfa', scopes: [] } as const;
    return execute(this.product.store, target, { name, body }, meta);
  }

  as(person: string, name: string, body: Record<string, unknown> = {}, target: Target = this.deployment): Promise<Outcome & { ok: true }> {
    return this.act(target, { kind: 'person', id: person }, name, body);
  }

  async register(tier: StageTier): Promise<void> {
    const id = this.product.store.newId('sys', await this.product.now());
    this.systemId = id;
    const entry = {
      name: 'Claims triage', use_case: 'Sorts claims', intended_use: 'By claims handlers', type: 'predictive', our_role: 'provider', owner: 'dana', unit: 'claims',
      stage: 'operation', jurisdictions: ['DE'], aims_scope: { in_scope: true }, dependencies: [], signing_keys: [PUBLIC_KEY], risk_profile: PROFILES[tier],
    };
    await this.as('dana', 'add', entry, this.system);
  }

  /** A version whose weights differ from those of the others; with `code` only its code does. */
  async addVersion(weights = `weights ${this.versions.length}`, code = 'a'): Promise<void> {
    const digests = { weights: digest(weights), code: `git:${code.repeat(40)}` };
    const body = { name: `4.${this.versions.length}`, digests, authors: ['devon'], weights_signature: signed(digests.weights) };
    await this.as('devon', 'add-version', body, this.system);
    const record = await readRecord(this.product.store, this.system);
    this.versions.push(...(record?.facts.system?.versions.slice(-1).map((version) => version.id) ?? []));
  }

  async submit(change: Record<string, unknown> = {}): Promise<void> {
    this.caseId = this.product.store.newId('dep', await this.product.now());
    await this.as('mira', 'submit', {
      system_id: this.systemId, version_id: this.versions[0], environment: 'production', title: 'Claims triage 4.0', change_type: 'retrain', rationale: 'It is better', options: [],
      documents: Object.fromEntries(DOCUMENTS.map((name) => [name, digest(name)])), validated_by: [], ...change,
    });
  }

  /** Somebody leaves the house: the directory is loaded anew, and says so. */
  async leaves(person: string): Promise<void> {
    const { people, ...rest } = lasting();
    const directory = { ...rest, people: people.map((one) => (one.id === person ? { ...one, left_on: LEFT_ON } : one)) };
    await this.act(HOUSE, { kind: 'machine', id: 'start', on_behalf_of: null }, 'load-directory', { directory });
  }

  async state(): Promise<DeploymentState> {
    const record = await readRecord(this.product.store, this.deployment);
    if (!record) throw new Error(`there is no case ${this.caseId}`);
    return record.state as DeploymentState;
  }

  async vote(person: string, lane: string, verdict = 'approve', more: Record<string, unknown> = {}): Promise<void> {
    const state = await this.state();
    const obligation_id = state.lanes.find((one) => one.lane === lane)?.obligation_id;
    await this.as(person, 'vote', { obligation_id, package_digest: current(state).package_digest, verdict, conditions: [], reason: 'I have read it', ...more });
  }

  async #store(name: string): Promise<void> {
    const { sha256, bytes } = await this.product.files.put(asyncOf(name), { maxBytes: 1_000, types: ['text/plain'] });
    await this.as('devon', 'store', { sha256, bytes, name }, { kind: 'evidence', id: evidenceId(sha256) });
  }
}

async function* asyncOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Holidays differ from year to year, and a scenario has to go the same way whenever it is played. */
function withoutHolidays() {
  const { calendars, ...policy } = shippedPolicy();
  return { ...policy, calendars: Object.fromEntries(Object.entries(calendars).map(([name, calendar]) => [name, { ...calendar, holidays: [] }])) };
}

/** Years go by in a row of scenarios: what the example organisation agreed on for long lasts, and nobody else is away. */
function lasting(): Directory {
  const { absences, ...rest } = exampleDirectory();
  const long = absences.filter(({ until }) => until.startsWith('2030'));
  return JSON.parse(JSON.stringify({ ...rest, absences: long }).replaceAll('2030-01-01', '2090-01-01')) as Directory;
}
