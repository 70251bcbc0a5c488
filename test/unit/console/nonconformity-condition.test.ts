import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DeploymentView } from '../../../contracts/deployment-view.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok, seedSystem } from '../../support/seed.ts';

let house: TestConsole;
beforeAll(async () => {
  house = await startConsole();
});
afterAll(() => house.stop());

it('§1.21 the page of a deployment shows the nonconformity on whose condition it is approved, with the way there', async () => {
  const { api } = house;
  const system = await seedSystem(api, { tier: 'low' });
  const raise = { title: 'Alerts were off', description: 'For a week', source: 'review', system_id: system.id };
  const nc = String(ok(await api.as('devon').post('/v1/nonconformities', raise))['id']);
  ok(await api.as('noor').post(`/v1/nonconformities/${nc}/classify`, { class: 'minor', owner: 'mira', reason: 'An isolated lapse' }));
  const id = await house.inReview({}, {}, system);
  const view = ok(await api.as('theo').get(`/v1/deployments/${id}`)) as unknown as DeploymentView;
  const owed = view.lanes.find(({ lane }) => lane === 'technical')?.obligation_id ?? '';
  ok(await api.as('theo').post(`/v1/obligations/${owed}/votes`, { verdict: 'approve', package_digest: view.package_digest, reason: 'Read and agreed' }));
  const { html } = await house.browser('mira').get(`/cases/${id}`);
  const section = />Conditions<\/h2>.*?<\/section>/s.exec(html)![0];
  for (const each of ['Open minor nonconformity: Alerts were off', `<a href="/cases/${nc}">where it is closed</a>`, 'Met when: The nonconformity is closed']) expect(section).toContain(each);
  expect(section).not.toContain('set by');
  expect(html).toContain(`The approval is given on the condition that ${nc} is closed`);
});
