import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evidenceId } from '../../../contracts/evidence.ts';
import type { CommandMeta, StreamKind } from '../../../contracts/ledger.ts';
import { DOCUMENTS } from '../../../contracts/policy.ts';
import type { Channel } from '../../../contracts/primitives.ts';
import type { DeploymentState } from '../../../domain/deployment-approval/state.ts';
import { RULES } from '../../../store/aggregates.ts';
import { execute } from '../../../store/execute.ts';
import { stateAsOf } from '../../../store/ledger.ts';
import { newId } from '../../../store/new-id.ts';
import type { Outcome } from '../../../store/outcome.ts';
import { listSystemBlockers } from '../../../store/queries/blockers.ts';
import { listPeople } from '../../../store/queries/house.ts';
import { listObligations } from '../../../store/queries/obligations.ts';
import { listSystems, listVersions } from '../../../store/queries/systems.ts';
import { findRecord, readRecord } from '../../../store/read.ts';
import { settle } from '../../../store/settle.ts';
import type { Store, Target } from '../../../store/store.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { asWorkflow, HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';
import { digest, exampleDirectory, PROFILES, shippedPolicy } from '../../support/world.ts';

/** The command path on the rules of the house, in place of toys. */
let toys: ToyStore;
let store: Store;
const system: Target = { kind: 'system', id: newId('sys', Date.now()) };
let versions: string[];
beforeAll(async () => {
  toys = await toyStore({ empty: true });
  toys.now = '2026-03-02T09:00:00.000Z';
  store = toys.another({ rules: RULES });
  await accepted(run(HOUSE, 'bootstrap-policy', { policy: shippedPolicy(), source: 'disk' }, { actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null } }));
  await accepted(run(HOUSE, 'load-directory', { directory: exampleDirectory() }, { actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null } }));
  const entry = {
    name: 'Claims triage', use_case: 'Sorts claims', intended_use: 'By claims handlers', type: 'predictive', our_role: 'provider', owner: 'dana', unit: 'claims',
    stage: 'operation', jurisdictions: ['DE'], aims_scope: { in_scope: true }, dependencies: [], signing_keys: [], risk_profile: PROFILES.medium,
  };
  await accepted(run(system, 'add', entry, by('dana')));
  versions = [];
  for (const n of ['1', '2']) {
    const added = await accepted(run(system, 'add-version', { name: n, digests: { weights: digest(`w${n}`), code: `git:${'a'.repeat(40)}` }, authors: ['devon'] }, by('devon')));
    versions.push(String(added.result['version_id']));
  }
  for (const name of DOCUMENTS) await accepted(run({ kind: 'evidence', id: evidenceId(digest(name)) }, 'store', { sha256: digest(name), bytes: 1, name: `${name}.md` }, by('mira')));
});
afterAll(() => toys.end());

const by = (id: string): Partial<CommandMeta> => ({ actor: { kind: 'person', id } });
const fresh = (kind: StreamKind): Target => ({ kind, id: newId('dep', Date.now()) });

const run = (target: Target, name: string, body: object = {}, meta: Partial<CommandMeta> = {}): Promise<Outcome> =>
  execute(store, target, { name, body: body as Record<string, unknown> }, { command_id: newId('cmd', Date.now()), actor: { kind: 'person', id: 'mira' }, door: 'api', assurance: 'mfa', ...meta });

async function accepted(done: Promise<Outcome>): Promise<Extract<Outcome, { ok: true }>> {
  const outcome = await done;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome;
}
const refused = async (done: Promise<Outcome>) => {
  const outcome = await done;
  return outcome.ok ? 'accepted' : outcome.refusal.refused;
};
const stateOf = async (target: Target) => (await readRecord(store, target))?.state as DeploymentState;

async function submit(version = versions[0]): Promise<Target> {
  const target = fresh('deployment');
  const documents = Object.fromEntries(DOCUMENTS.map((name) => [name, digest(name)]));
  await accepted(run(target, 'submit', { system_id: system.id, version_id: version, environment: 'production', title: 'First', change_type: 'retrain', rationale: 'Better', options: ['wait'], documents, validated_by: [] }));
  await accepted(run(target, 'record-checks', { revision: 1, results: [{ check: 'documents', outcome: 'pass', subject: 'all', code: 'ok' }] }, asWorkflow('w')));
  return target;
}

/** The messages to the board leave the house, in a case that waits for nothing else. */
async function tellBoard(target: Target) {
  expect(await stateOf(target)).toMatchObject({ status: 'in_review', obligations: expect.arrayContaining([expect.objectContaining({ kind: 'sign_off', state: 'open' })]) });
  const { rows } = await store.pool.query<{ key: string; channel: Channel }>(`SELECT key, channel FROM deliveries WHERE case_id = $1 AND kind = 'board' AND state = 'pending'`, [target.id]);
  expect(rows.length).toBeGreaterThan(0);
  const agenda = await settle(store, target, rows.map(({ key, channel }) => ({ key, channel, outcome: 'sent', remote_ref: null, shown_rev: null })));
  if (!agenda) throw new Error(`no record ${target.id}`);
  return agenda;
}

async function vote(target: Target, person: string, lane: string): Promise<Outcome> {
  const state = await stateOf(target);
  const obligation_id = state.lanes.find((one) => one.lane === lane)?.obligation_id;
  return run(target, 'vote', { obligation_id, package_digest: state.revisions.at(-1)?.package_digest, verdict: 'approve', conditions: [] }, by(person));
}

/** Votes every open lane through with whoever the rules let vote. */
async function approve(target: Target): Promise<void> {
  const people = (await listPeople(store, { limit: 200 })).items.map((person) => person.id);
  for (const person of people) {
    for (const lane of (await stateOf(target)).lanes.filter((one) => one.state === 'open')) await vote(target, person, lane.lane);
  }
}

describe('the command path on the rules of the house', () => {
  it('takes a request through its lanes into a permit, a live version and the next one that supersedes it', async () => {
    const first = await submit();
    expect((await listObligations(store, { case: first.id })).items.length).toBeGreaterThan(1);
    await approve(first);
    expect((await stateOf(first)).status).toBe('approved');
    const issued = await accepted(run(first, 'issue-permit'));
    const permit = issued.events.find((event) => event.type === 'permit.issued')?.body;
    expect(await findRecord(store, String(permit?.['permit_id']))).toEqual(first);
    await accepted(run(first, 'use-permit', { permit_id: permit?.['permit_id'] }));

    const second = await submit(versions[1]);
    await approve(second);
    expect(await refused(run(second, 'issue-permit'))).toBe('rollout_in_progress');
    await accepted(run(first, 'confirm-live', { digests: permit?.['digests'] }));
    const next = await accepted(run(second, 'issue-permit'));
    const next_id = next.events.find((event) => event.type === 'permit.issued')?.body['permit_id'];
    await accepted(run(second, 'use-permit', { permit_id: next_id }));
    toys.now = '2026-03-02T09:01:00.000Z';
    await accepted(run(second, 'confirm-live', { digests: (await stateOf(second)).permit?.digests }));
    // the first case was woken by the second's going live
    expect((await readRecord(store, first))!.agenda.wake_at! <= toys.now).toBe(true);
    await accepted(run(first, 'escalate', { woke_for: toys.now }, asWorkflow('w')));
    expect([(await stateOf(first)).outcome, (await stateOf(second)).status]).toEqual(['superseded', 'live']);
    for (const target of [first, second]) expect(await stateAsOf(store, target)).toEqual(await stateOf(target));
  });

  it('holds a permit by a pause order raised on a unit above, and lets it go when it is waived', async () => {
    const target = await submit();
    await approve(target);
    const raised = await accepted(run(HOUSE, 'raise-blocker', { kind: 'pause_order', extent: { scope: 'unit', id: 'business' }, title: 'Freeze', reason: 'Year end' }, by('viktor')));
    const blocker_id = String(raised.result['blocker_id']);
    expect(await refused(run(target, 'issue-permit'))).toBe('blocked');
    expect((await listSystemBlockers(store, system.id, {})).items).toMatchObject([{ id: blocker_id, kind: 'pause_order', holding: true }]);
    const waiver = { blocker_id, system_id: system.id, reason: 'Tested', compensating_control: 'Watched', until: '2026-03-10T09:00:00.000Z' };
    expect(await refused(run(HOUSE, 'waive-blocker', waiver, by('mira')))).not.toBe('accepted');
    await accepted(run(HOUSE, 'waive-blocker', waiver, by('viktor')));
    expect((await listSystemBlockers(store, system.id, {})).items).toMatchObject([{ holding: false, waived_until: waiver.until }]);
    expect(await refused(run(target, 'issue-permit'))).toBe('accepted');
    await accepted(run(HOUSE, 'release-blocker', { blocker_id, reason: 'over' }, by('viktor')));
  });

  it('climbs, tells and lapses by escalate alone when nobody says a word, and not before the board was told', async () => {
    const target = await submit();
    let agenda = (await readRecord(store, target))!.agenda;
    for (let turns = 0; agenda.open && agenda.wake_at !== null && turns < 200; turns += 1) {
      if (agenda.wake_at > toys.now) toys.now = agenda.wake_at;
      // by now nothing is left but to wait until the board is really told
      if (turns === 40) agenda = await tellBoard(target);
      const { wake_at, rev } = agenda;
      agenda = (await accepted(run(target, 'escalate', { woke_for: wake_at }, { ...asWorkflow('w'), command_id: `${target.id}/escalate/${wake_at}@${rev}` }))).agenda;
      expect([agenda.wake_at, agenda.rev]).not.toEqual([wake_at, rev]);
    }
    const state = await stateOf(target);
    expect([state.status, state.outcome]).toEqual(['closed', 'lapsed']);
    expect(agenda).toMatchObject({ open: true, tell: ['email'], wake_at: null });
    expect((await listObligations(store, { case: target.id })).items).toEqual([]);
    expect(await stateAsOf(store, target)).toEqual(state);
  });

  it('leaves a ledger that verifies, and registers that list it', async () => {
    expect(await verifyLedger(store.pool)).toMatchObject({ bad: null, erased: 0 });
    expect((await listSystems(store, {})).items).toMatchObject([{ id: system.id, title: 'Claims triage', owner: 'dana', unit: 'claims', state: 'operation' }]);
    expect((await listVersions(store, system.id, {}))?.items.map((version) => version.id)).toEqual([...versions].reverse());
    for (const target of [HOUSE, system]) expect(await stateAsOf(store, target)).toEqual((await readRecord(store, target))?.state);
  });
});
