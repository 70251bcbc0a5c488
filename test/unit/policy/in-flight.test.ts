import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseInFlight } from '../../../contracts/in-flight.ts';
import type { DeploymentState } from '../../../domain/deployment-approval/state.ts';
import { inFlight } from '../../../domain/policy/in-flight.ts';
import type { SystemState } from '../../../domain/system/state.ts';
import { readRecord } from '../../../store/read.ts';
import { ok } from '../../support/seed.ts';
import { runHere } from '../cli/bench.ts';
import { metricsStage, type MetricsStage } from '../metrics/stage.ts';
import { edited, editedPolicy, shippedPolicy } from './sample.ts';

let stage: MetricsStage;
let medium: string;
let withdrawn: string;
let asked: { readonly state: DeploymentState; readonly system: SystemState };
const pinned = shippedPolicy();

beforeAll(async () => {
  stage = await metricsStage('2026-11-23T09:00:00.000Z');
  medium = await stage.request('medium');
  withdrawn = await stage.request('low');
  ok(await stage.api.as('mira').post(`/v1/deployments/${withdrawn}/withdraw`, { reason: 'No longer needed' }));
  const { state, facts } = (await readRecord(stage.api.store, { kind: 'deployment', id: medium }))!;
  asked = { state: state as DeploymentState, system: facts.system! };
});
afterAll(() => stage.api.stop());

const against = (file: string, passage: string | RegExp, replacement: string) => inFlight(asked.state, asked.system, pinned, editedPolicy(file, passage, replacement));

describe('what a proposal would make of a running case', () => {
  it('is nothing when the proposal says the same', () => {
    expect(inFlight(asked.state, asked.system, pinned, shippedPolicy())).toEqual({ differences: [], obligations: [] });
  });

  it('is nothing when only another tier is changed', () => {
    expect(against('tiers.yaml', 'quorum: { risk: 2 }', 'quorum: { risk: 3 }').differences).toEqual([]);
  });

  it('names another tier, with the lanes, documents and assurance that follow', () => {
    const { differences } = against('tiers.yaml', 'high_from: 15', 'high_from: 9');
    const of = (what: string) => differences.find((each) => each.what === what);
    expect(of('tier')).toEqual({ what: 'tier', before: 'medium', after: 'high' });
    expect(of('path')).toMatchObject({ before: 'medium', after: 'high_novel' });
    expect(of('lane committee')).toMatchObject({ before: null, after: { committee: true, needed: 1 } });
    expect([of('assurance'), of('signature')]).toMatchObject([{ before: 'chat', after: 'mfa' }, { before: false, after: true }]);
  });

  it('names another quorum, documents, and how long the approval would hold', () => {
    expect(against('tiers.yaml', 'sla: { business_days: 3 }', 'quorum: { risk: 2 }\n    sla: { business_days: 3 }').differences).toMatchObject([{ what: 'lane risk', before: { needed: 1 }, after: { needed: 2 } }]);
    expect(against('tiers.yaml', 'valid_for: P9M', 'valid_for: P8M').differences).toEqual([{ what: 'valid_for', before: 'P9M', after: 'P8M' }]);
    expect(against('tiers.yaml', '      - datasheet\n', '').differences).toMatchObject([{ what: 'documents' }]);
  });

  it('moves due instants and rungs of open sign-offs, by the calendar, as each policy plans them', () => {
    const { differences, obligations } = against('tiers.yaml', 'sla: { business_days: 3 }', 'sla: { business_days: 2 }');
    expect(differences).toEqual([{ what: 'sla', before: { business_days: 3 }, after: { business_days: 2 } }]);
    expect(obligations.map(({ lane, due }) => [lane, due])).toEqual(['technical', 'risk', 'business'].map((lane) => [lane, { before: '2026-11-26T09:00:00.000Z', after: '2026-11-25T09:00:00.000Z' }]));
    expect(obligations[0]!.rungs.find(({ id }) => id === 'board')).toEqual({ id: 'board', level: 'L5', before: '2026-12-09T09:00:00.000Z', after: '2026-12-03T09:00:00.000Z' });
  });

  it('leaves a time that was agreed by hand as it is', () => {
    const extended = { ...asked.state, obligations: asked.state.obligations.map((o) => ({ ...o, sla: 'P20D' })) };
    expect(inFlight(extended, asked.system, pinned, editedPolicy('tiers.yaml', 'sla: { business_days: 3 }', 'sla: { business_days: 2 }')).obligations).toEqual([]);
  });

  it('shows a rung that would be there no more', () => {
    const { obligations } = against('ladders.yaml', /\n {6}- \{ id: reminder_80[^\n]*/, '');
    expect(obligations[0]!.rungs).toEqual([{ id: 'reminder_80', level: 'L0', before: expect.stringMatching(/^2026-11-25T/), after: null }]);
  });

  it('of a decided case names only what comes after a decision', () => {
    const decided = { ...asked.state, status: 'approved' as const, obligations: [] };
    const stricter = editedPolicy('tiers.yaml', 'high_from: 15', 'high_from: 9');
    expect(inFlight(decided, asked.system, pinned, stricter)).toEqual({ differences: [], obligations: [] });
    expect(inFlight(decided, asked.system, pinned, editedPolicy('thresholds.yaml', /^permit_life: \S+/m, 'permit_life: PT12H')).differences).toMatchObject([{ what: 'thresholds.permit_life', after: 'PT12H' }]);
  });
});

describe('GET /v1/policies/{digest}/in-flight', () => {
  const propose = async (): Promise<string> => String(ok(await stage.api.as('maya').post('/v1/policies', { files: edited('tiers.yaml', 'valid_for: P9M', 'valid_for: P8M') }))['digest']);

  it('lists running cases with what they pinned, page by page, and the command line says that they keep it', async () => {
    const digest = await propose();
    const { items, next_cursor } = ok(await stage.api.as('yann').get(`/v1/policies/${digest}/in-flight?limit=1`)) as unknown as { items: CaseInFlight[]; next_cursor: string };
    expect(items).toEqual([{ id: medium, title: 'Deploy the claims triage model', state: 'in_review', pinned: pinned.digest, differs: true, differences: [{ what: 'valid_for', before: 'P9M', after: 'P8M' }], obligations: [] }]);
    const rest = ok(await stage.api.as('yann').get(`/v1/policies/${digest}/in-flight?limit=1&cursor=${next_cursor}`)) as unknown as { items: CaseInFlight[] };
    expect(rest.items.map(({ id }) => id)).toEqual([withdrawn]);
    const { out, code } = await runHere(['--as', 'yann', 'policy', 'diff', '--in-flight'], { GATEHOUSE_API: stage.api.url, GATEHOUSE_HOME: stage.api.home });
    expect(code).toBe(0);
    expect(out).toContain(`1 of 2 running cases would be treated differently by ${digest}; each keeps the policy that it has pinned`);
    expect(out).toContain('valid_for: P9M -> P8M');
  });

  it('knows no policy that nobody proposed', async () => {
    const { status, body } = await stage.api.as('yann').get(`/v1/policies/sha256:${'0'.repeat(64)}/in-flight`);
    expect([status, body['code']]).toEqual([404, 'unknown_policy']);
  });
});
