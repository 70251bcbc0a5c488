import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../../support/api.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

describe('the API', () => {
  it('answers who I am', async () => {
    const answer = await api.as('maya').get('/v1/me');
    console.log(answer.text);
    expect(answer.status).toBe(200);
    for (const p of ['/v1/people?limit=2', '/v1/policies', '/readyz', '/metrics', '/docs', '/.well-known/gatehouse-keys.json', '/v1/late', '/v1/ledger/export', '/v1/cases/house/events?limit=1']) {
      const a = await api.as('maya').get(p);
      console.log(p, a.status, a.text.slice(0, 600));
    }
    const spec = await api.with(null).get('/openapi.json');
    console.log(spec.status, spec.text.length, spec.text.slice(0, 300));
  });
});
