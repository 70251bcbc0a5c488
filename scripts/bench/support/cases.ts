import { randomBytes } from 'node:crypto';
import type { DeploymentState } from '../../../domain/deployment-approval/state.ts';
import { newId } from '../../../store/new-id.ts';
import { readRecord } from '../../../store/read.ts';
import type { Store, Target } from '../../../store/store.ts';
import { accepted, by, type CaseHouse } from './house.ts';

/** A request of the medium tier for external users: four lanes, one vote in each. */
const PROFILE = { consequence: 3, likelihood: 3, affected_people: 500, personal_data: false, special_category_data: false, external_users: true, oversight: 'in_the_loop', prohibited_practices: [] };
const SIGNERS: Readonly<Record<string, string>> = { technical: 'theo', risk: 'ruth', business: 'bela', legal: 'lena' };
export const VOTES = Object.keys(SIGNERS).length;

/** So many cases hang off one system, as in a house with more than one. */
const CASES_PER_SYSTEM = 8;

export interface SystemUnderTest {
  readonly id: string;
  readonly version_id: string;
}

/** A case to be voted on. */
export interface BenchCase extends Target {
  readonly kind: 'deployment';
  /** The four votes that approve it, in order. */
  readonly votes: readonly { readonly person: string; readonly body: Readonly<Record<string, unknown>> }[];
}

const digest = (): string => `sha256:${randomBytes(32).toString('hex')}`;

async function register(house: CaseHouse): Promise<SystemUnderTest> {
  const target: Target = { kind: 'system', id: newId('sys', Date.now()) };
  const entry = {
    name: 'Claims triage', use_case: 'Sorts incoming claims by urgency', intended_use: 'Support for claims handlers, who decide', type: 'predictive', our_role: 'provider',
    owner: 'dana', unit: 'claims', stage: 'operation', jurisdictions: ['DE'], aims_scope: { in_scope: true }, dependencies: [], signing_keys: [], risk_profile: PROFILE,
  };
  await accepted(house.store, target, 'add', entry, by('dana'));
  const digests = { weights: digest(), prompt_config: digest(), dataset: digest(), code: `git:${randomBytes(20).toString('hex')}`, container: digest() };
  const { result } = await accepted(house.store, target, 'add-version', { name: 'v1', digests, authors: ['devon'] }, by('devon'));
  return { id: target.id, version_id: String(result['version_id']) };
}

/** Enough systems for so many cases. */
export async function registerSystems(house: CaseHouse, cases: number): Promise<SystemUnderTest[]> {
  const systems: SystemUnderTest[] = [];
  while (systems.length * CASES_PER_SYSTEM < cases) systems.push(await register(house));
  return systems;
}

/** Asks for a deployment, as its requester; the case then owes its checks. */
export async function submit(house: CaseHouse, system: SystemUnderTest): Promise<Target & { readonly kind: 'deployment' }> {
  const target = { kind: 'deployment', id: newId('dep', Date.now()) } as const;
  const request = {
    system_id: system.id, version_id: system.version_id, environment: 'production', title: 'Deploy the claims triage model', change_type: 'retrain',
    rationale: 'Fewer claims wait for the wrong desk', options: ['Keep the present model'], documents: house.documents, validated_by: [],
  };
  await accepted(house.store, target, 'submit', request, by('mira'));
  return target;
}

/** What approves a case that is in review. @throws Error when it is not. */
export async function ballot(store: Store, target: Target & { readonly kind: 'deployment' }): Promise<BenchCase> {
  const state = (await readRecord(store, target))?.state as DeploymentState | undefined;
  const package_digest = state?.revisions.at(-1)?.package_digest;
  const votes = (state?.lanes ?? []).map(({ lane, obligation_id }) => ({ person: SIGNERS[lane] ?? '', body: { obligation_id, package_digest, verdict: 'approve', reason: 'Read the package and agreed to it', conditions: [] } }));
  if (votes.length !== VOTES || votes.some(({ body }) => body.obligation_id === null)) throw new Error(`case ${target.id} (${state?.status ?? 'missing'}) does not owe ${VOTES} sign-offs`);
  return { ...target, votes };
}

/** A case in review, its checks recorded here instead of by a worker. */
async function openCase(house: CaseHouse, system: SystemUnderTest): Promise<BenchCase> {
  const target = await submit(house, system);
  const results = [{ check: 'document', outcome: 'pass', subject: 'all', code: 'intact' }];
  await accepted(house.store, target, 'record-checks', { revision: 1, results }, { ...by(''), actor: { kind: 'workflow', id: `deployment/${target.id}` }, door: 'workflow', assurance: 'session' });
  return ballot(house.store, target);
}

/** So many cases in review, without any worker. */
export async function openCases(house: CaseHouse, count: number): Promise<BenchCase[]> {
  const systems = await registerSystems(house, count);
  const cases: BenchCase[] = [];
  for (let at = 0; at < count; at += 1) {
    const system = systems[Math.floor(at / CASES_PER_SYSTEM)];
    if (system) cases.push(await openCase(house, system));
  }
  return cases;
}

/** Casts the `index`th vote of a case. */
export async function castVote(store: Store, { votes, kind, id }: BenchCase, index: number): Promise<void> {
  const vote = votes[index];
  if (!vote) throw new Error(`case ${id} has no vote ${index}`);
  await accepted(store, { kind, id }, 'vote', vote.body, by(vote.person));
}
