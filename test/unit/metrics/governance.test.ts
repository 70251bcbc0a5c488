import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runHere } from '../cli/bench.ts';
import { CAST, ok } from '../../support/seed.ts';
import { metricsStage, type MetricsStage } from './stage.ts';

/** Working hours of the lanes are 08:00 to 16:00 UTC in that week, Monday the 23rd to Friday the 27th. */
let stage: MetricsStage;
const NOVEMBER = '?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z';

beforeAll(async () => {
  stage = await metricsStage('2026-11-23T09:00:00.000Z');
  const on = (instant: string) => stage.at(`2026-${instant}:00.000Z`);
  const requester = () => stage.api.as(CAST.requester);
  const [smooth, dropped, refused] = [await stage.request('medium'), await stage.request('low'), await stage.request('high_novel')];
  on('11-23T10:00');
  await stage.sign(dropped, 'technical', { verdict: 'request_changes' });
  await stage.sign(refused, 'legal', { verdict: 'reject' }); // a veto
  on('11-23T11:00');
  await stage.sign(smooth, 'technical');
  on('11-23T12:00');
  ok(await requester().post(`/v1/deployments/${dropped}/withdraw`, { reason: 'Not worth the change' }));
  on('11-24T08:00');
  const [asked, silent] = [await stage.request('low'), await stage.request('low')];
  on('11-24T09:00');
  await stage.sign(smooth, 'risk');
  on('11-24T10:00');
  const { lanes } = await stage.view(asked);
  ok(await stage.api.as('theo').post(`/v1/obligations/${lanes![0]!['obligation_id']}/ask`, { question: 'Which data?' }));
  on('11-24T12:00');
  const { questions } = await stage.view(asked);
  ok(await requester().post(`/v1/obligations/${questions![0]!['answer_obligation_id']}/answer`, { answer: 'That of last year' }));
  on('11-25T12:00');
  await stage.sign(asked, 'technical');
  await stage.sign(smooth, 'business');
  on('11-26T09:00');
  await stage.escalate(silent);
  await stage.sign(silent, 'technical');
  on('12-01T09:00');
  ok(await requester().post(`/v1/deployments/${refused}/resubmit`, { reason: 'Measured again' }));
  await stage.checked(refused, 2);
  on('12-01T10:00');
  ok(await requester().post(`/v1/deployments/${refused}/withdraw`, { reason: 'Not this year' }));
  on('12-01T11:00');
});
afterAll(() => stage.api.stop());

describe('R-63 how the gate flows', () => {
  it('counts each case once, by its last decision in the window, and times it from the first submission', async () => {
    // leads: 51 h (smooth), 3 h (dropped), 1 h (refused), 28 h (asked), 49 h (silent)
    const { decided, outcomes, lead_time } = await stage.metrics(NOVEMBER);
    expect(decided).toBe(5);
    expect(outcomes).toEqual({ approved: 3, conditional: 0, rejected: 1, withdrawn: 1, lapsed: 0 });
    expect(lead_time).toEqual({ count: 5, median_hours: 28, p90_hours: 51, mean_hours: 26.4 });
  });

  it('leaves a past window as it was when a case is opened again later, and counts it anew then', async () => {
    const { decided, outcomes, lead_time, rework, months } = await stage.metrics('?from=2026-12-01T00:00:00Z');
    expect([decided, outcomes.withdrawn, lead_time.median_hours]).toEqual([1, 1, 8 * 24 + 1]);
    expect(rework).toEqual({ cases: 1, share: 1, changes_requested: 0, revisions: 0, resubmissions: 1 });
    expect(months).toEqual([{ month: '2026-12', decided: 1, lead_time, reworked: 1 }]);
  });

  it('tells the wait of each lane until it passed, without pauses, by the wall and in business time, the longest first', async () => {
    const { waits, bottleneck } = await stage.metrics(NOVEMBER);
    const one = (hours: number) => ({ count: 1, median_hours: hours, p90_hours: hours, mean_hours: hours });
    expect(waits).toEqual([
      // Monday 9 to Wednesday 12: 7 + 8 + 4
      { lane: 'business', wall: one(51), business: one(19) },
      // 2 h; Tuesday 8 to Wednesday 12 without the two hours of the question; Tuesday 8 to Thursday 9
      { lane: 'technical', wall: { count: 3, median_hours: 26, p90_hours: 49, mean_hours: 25.67 }, business: { count: 3, median_hours: 10, p90_hours: 17, mean_hours: 9.67 } },
      { lane: 'risk', wall: one(24), business: one(8) },
    ]);
    expect(bottleneck).toEqual({ lane: 'business', p90_business_hours: 19, overdue_share: 0 });
  });

  it('tells rework, overdue sign-offs and escalations, and says of what does not exist that it does not', async () => {
    // the case that was vetoed had seven lanes, the others one but for three of the smooth one
    const { rework, sign_offs, escalations, auto_pass, break_glass } = await stage.metrics(NOVEMBER);
    expect(rework).toEqual({ cases: 1, share: 0.2, changes_requested: 1, revisions: 0, resubmissions: 0 });
    expect(sign_offs).toEqual({ closed: 13, overdue: 1, overdue_share: 0.0769 });
    expect(escalations).toEqual({ L0: 2, L1: 1, L2: 0, L3: 0, L4: 0, L5: 0 });
    expect([auto_pass.share, break_glass.share]).toEqual([null, null]);
  });

  it('narrows to a tier, a system, and a unit with those below it', async () => {
    const decided = async (query: string) => (await stage.metrics(`${NOVEMBER}&${query}`)).decided;
    expect([await decided('tier=medium'), await decided('tier=low'), await decided('tier=high')]).toEqual([1, 3, 1]);
    expect([await decided('unit=claims'), await decided('unit=group'), await decided('unit=nowhere')]).toEqual([5, 5, 0]);
    const { items } = ok(await stage.api.as('maya').get('/v1/cases?kind=deployment&limit=1'));
    expect(await decided(`system=${items![0]!['system_id']}`)).toBe(1);
  });

  it('covers twelve months up to now unless told otherwise, empty months too', async () => {
    const { from, months, decided } = await stage.metrics('');
    expect([from, decided, months.length, months[0]!.month]).toEqual(['2026-01-01T00:00:00.000Z', 5, 12, '2026-01']);
    expect(months.at(-1)).toMatchObject({ month: '2026-12', decided: 1 });
  });

  it('refuses a window that ends before it begins', async () => {
    const { status, body } = await stage.api.as('maya').get('/v1/metrics/governance?from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z');
    expect([status, body['code'], body['detail']]).toEqual([422, 'invalid', 'the window ends at 2026-11-01T00:00:00.000Z, which is not after its beginning 2026-12-01T00:00:00.000Z; give a later "to"']);
  });

  it('is a table in the command line, and CSV', async () => {
    const env = { GATEHOUSE_API: stage.api.url, GATEHOUSE_HOME: stage.api.home };
    const table = await runHere(['--as', 'maya', 'metrics', '--from', '2026-11-01', '--to', '2026-11-30'], env);
    expect([table.code, table.err]).toEqual([0, '']);
    expect(table.out).toContain('bottleneck         business: p90 19 h of business time, 0.0 % overdue');
    const { out } = await runHere(['--as', 'maya', 'metrics', '--from', '2026-11-01', '--to', '2026-11-30', '--csv'], env);
    expect(out.split('\r\n')).toEqual(expect.arrayContaining(['figure,of,value', 'decided,,5', 'lead_time.median_hours,,28', 'wait.business.p90_hours,business,19', 'auto_pass.share,,']));
  });
});

describe('the database', () => {
  it('finds decided cases by an index, not by reading the ledger', async () => {
    const { rows } = await stage.api.store.pool.query<{ indexname: string }>("SELECT indexname FROM pg_indexes WHERE tablename = 'ledger' ORDER BY 1");
    expect(rows.map(({ indexname }) => indexname)).toEqual(expect.arrayContaining(['ledger_decisions', 'ledger_flow']));
    const client = await stage.api.store.pool.connect();
    try {
      await client.query('SET enable_seqscan = off');
      const plan = await client.query<{ 'QUERY PLAN': string }>("EXPLAIN SELECT stream FROM ledger WHERE type IN ('deployment.approved', 'deployment.rejected', 'deployment.withdrawn', 'deployment.lapsed') AND at >= '2026' AND at < '2027'");
      expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('ledger_decisions');
    } finally {
      await client.query('RESET enable_seqscan');
      client.release();
    }
  });
});
