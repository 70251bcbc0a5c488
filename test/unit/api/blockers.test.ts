import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { CAST, ok, requestFor, seedSystem } from '../../support/seed.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

const until = new Date(Date.now() + 86_400_000).toISOString();
const raise = (by: string, kind: string, extent: object) => api.as(by).post('/v1/blockers', { kind, extent, title: 'Odd scores', reason: 'Look first' });

describe('a blocker', () => {
  it('has a page of its own, to which the answer to raising it leads', async () => {
    const raised = await raise('maya', 'pause_order', { scope: 'organisation' });
    const id = String(ok(raised)['blocker_id']);
    expect(raised.headers.get('location')).toBe(`/v1/blockers/${id}`);
    expect((await api.as('yann').get(`/v1/blockers/${id}`)).body).toMatchObject({ id, kind: 'pause_order', link: `/v1/blockers/${id}`, stream: 'house', holding: true, waived_until: null });
  });

  it('of one system is shown as waived once it is waived for that system', async () => {
    const { id } = await seedSystem(api, {});
    const blocker = String(ok(await raise('mira', 'manual', { scope: 'system', id }))['blocker_id']);
    ok(await api.as('viktor').post(`/v1/blockers/${blocker}/waive`, { system_id: id, until, reason: 'Needed', compensating_control: 'Four eyes' }));
    const shown = { id: blocker, holding: false, waived_until: until, why: `waived until ${until}` };
    expect(ok(await api.as('yann').get(`/v1/blockers/${blocker}`))).toMatchObject(shown);
    expect(ok(await api.as('yann').get('/v1/blockers?limit=200'))['items']!.find((each) => String(each['id']) === blocker)).toMatchObject(shown);
  });

  it.each([
    ['one system', (system_id: string) => ({ system_id }), { scope: 'system' }],
    ['the whole organisation', () => ({}), { scope: 'organisation' }],
  ])('that follows from a nonconformity about %s is waived for what it reaches, and was there as the case was', async (_what, about, extent) => {
    const system = await seedSystem(api, {});
    const deployment = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
    const { id } = ok(await api.as('devon').post('/v1/nonconformities', { title: 'Nobody looked', description: 'Twice', source: 'review', ...about(system.id) }));
    ok(await api.as('noor').post(`/v1/nonconformities/${id}/classify`, { class: 'major', owner: 'mira', reason: 'By the table' }));
    const found = ok(await api.as('yann').get('/v1/blockers?kind=nonconformity&limit=200'))['items']!.find(({ source_case }) => source_case === id)!;
    expect(found).toMatchObject({ extent, holding: true });
    const then = ok(await api.as('yann').get(`/v1/cases/${deployment}?as_of=${new Date().toISOString()}`));
    expect(then['blockers']!.map((each) => each['id'])).toContain(found['id']);
    ok(await api.as('viktor').post(`/v1/blockers/${encodeURIComponent(String(found['id']))}/waive`, { until, reason: 'Needed', compensating_control: 'Four eyes' }));
    expect(ok(await api.as('yann').get(`/v1/blockers/${encodeURIComponent(String(found['id']))}`))).toMatchObject({ holding: false, waived_until: until });
  });

  it('that is over, or never was, is not found', async () => {
    const { blocker_id } = ok(await raise('maya', 'pause_order', { scope: 'organisation' }));
    ok(await api.as('maya').post(`/v1/blockers/${blocker_id}/release`, { reason: 'Looked' }));
    for (const id of [blocker_id, 'blk_0']) {
      const { status, body } = await api.as('maya').get(`/v1/blockers/${id}`);
      expect([status, body['code'], body['detail']]).toEqual([404, 'unknown_blocker', `there is no open blocker ${id}; GET /v1/blockers lists those that are open`]);
    }
  });

  it('has a link that answers, whatever raised it', async () => {
    const { id } = await seedSystem(api, {});
    for (const extent of [{ scope: 'organisation' }, { scope: 'unit', id: 'business' }]) ok(await raise('maya', 'pause_order', extent));
    ok(await raise('mira', 'manual', { scope: 'system', id }));
    ok(await api.as('rafael').post(`/v1/systems/${id}/risks`, { title: 'Wrong for some', owner: 'bruno', residual: 'critical', option: 'mitigate', due_at: until, criteria: 'A retrained model' }));
    const items = ok(await api.as('maya').get(`/v1/systems/${id}/blockers?limit=200`))['items']!;
    expect(new Set(items.map(({ kind }) => String(kind)))).toEqual(new Set(['pause_order', 'manual', 'risk', 'nonconformity']));
    const paths = items.map((each) => String(each['link']));
    for (const path of paths) expect([path, (await api.as('maya').get(path)).status]).toEqual([path, 200]);
  });
});
