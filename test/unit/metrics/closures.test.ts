import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, CommandMeta } from '../../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS, type NonconformityCommandName } from '../../../contracts/nonconformity-closure.ts';
import { type ClosureEvent, closureIn } from '../../../domain/metrics/closures.ts';
import { ClosureFlow, unitsCounted } from '../../../domain/metrics/nonconformities.ts';
import { execute } from '../../../store/execute.ts';
import { newId } from '../../../store/new-id.ts';
import { closures } from '../../../store/queries/closures.ts';
import type { Store, Target } from '../../../store/store.ts';
import { ROOT_CAUSE } from '../../support/nonconformity.ts';
import { emptyProduct, HOUSE, type ToyStore } from '../../support/toy-store.ts';
import { exampleDirectory, shippedPolicy } from '../../support/world.ts';

const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Date.parse('2026-03-02T00:00:00.000Z') + hours * HOUR).toISOString();
const event = (hours: number, type: ClosureEvent['type'], change: Partial<ClosureEvent> = {}): ClosureEvent => ({ at: at(hours), type, verdict: null, near_miss: false, rule: null, cost: null, ...change });
const MARCH = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const LIFE: readonly ClosureEvent[] = [
  event(0, 'nonconformity.raised'),
  event(5, 'correction.recorded'),
  event(20, 'root_cause.recorded'),
  event(50, 'effectiveness.checked', { verdict: 'ineffective' }),
  event(50, 'nonconformity.reopened', { rule: '§3.ineffective' }),
  event(60, 'root_cause.recorded'),
  event(90, 'effectiveness.checked', { verdict: 'effective' }),
  event(90, 'nonconformity.closed'),
];

describe('what happened to a nonconformity in a window (R-47)', () => {
  it('takes times from the raise, and a root cause from the beginning of its cycle', () => {
    const { contained, root_causes, closed } = closureIn(LIFE, MARCH);
    expect({ contained, root_causes, closed }).toEqual({ contained: [{ at: at(5), ms: 5 * HOUR }], root_causes: [{ at: at(20), ms: 20 * HOUR }, { at: at(60), ms: 10 * HOUR }], closed: [{ at: at(90), ms: 90 * HOUR }] });
  });

  it('takes a correction that is made again from the reopening since which it is owed, and a late first one from the raise', () => {
    const again = closureIn([...LIFE, event(200, 'nonconformity.reopened'), event(203, 'correction.recorded')], MARCH);
    expect(again.contained).toEqual([{ at: at(5), ms: 5 * HOUR }, { at: at(203), ms: 3 * HOUR }]);
    const late = closureIn([event(0, 'nonconformity.raised'), event(10, 'nonconformity.reopened'), event(12, 'correction.recorded')], MARCH);
    expect(late.contained).toEqual([{ at: at(12), ms: 12 * HOUR }]);
  });

  it('takes the verdict of the very first check, whatever a later cycle found', () => {
    expect(closureIn(LIFE, MARCH).first_check?.verdict).toBe('ineffective');
    expect(closureIn(LIFE, { from: at(80), to: MARCH.to }).first_check).toBeNull();
  });

  it('counts each event in the window in which it happened', () => {
    const later = closureIn(LIFE, { from: at(55), to: MARCH.to });
    expect(later).toMatchObject({ raised_at: null, contained: [], root_causes: [{ ms: 10 * HOUR }], closed: [{ ms: 90 * HOUR }], ends: [{ cycle: 2, reopened: false }] });
    expect(closureIn(LIFE, { from: MARCH.from, to: at(55) })).toMatchObject({ closed: [], ends: [{ at: at(50), cycle: 1, reopened: true }] });
  });

  it('counts a near-miss from its promotion on, and one that was never promoted not at all', () => {
    const near = event(0, 'nonconformity.raised', { near_miss: true });
    expect(closureIn([near], MARCH).raised_at).toBeNull();
    expect(closureIn([near, event(10, 'near_miss.promoted'), event(14, 'correction.recorded')], MARCH)).toMatchObject({ raised_at: at(10), contained: [{ ms: 4 * HOUR }] });
  });
});

describe('the indicators (R-47, R-48)', () => {
  const place = { units: ['claims', 'business'], systems: ['sys_a', 'sys_b'], owner: 'mira' };
  const due = (month: string, steps: [due: number, overdue: number], risk: [due: number, in_time: number]) => ({ month, steps: { due: steps[0], overdue: steps[1] }, risk: { due: risk[0], in_time: risk[1] } });

  it('are not applicable where there is nothing', () => {
    const { overdue, reopened, first_time_effective, risk_mitigation, to_close } = new ClosureFlow(MARCH).figures(0);
    expect([overdue, reopened, first_time_effective, risk_mitigation].map(({ share }) => share)).toEqual([null, null, null, null]);
    expect(to_close).toEqual({ count: 0, median_hours: null, p90_hours: null, mean_hours: null });
  });

  it('take each share of what it is a share of', () => {
    const flow = new ClosureFlow(MARCH);
    flow.add({ ...place, closure: closureIn(LIFE, MARCH), due: [due('2026-03', [4, 1], [2, 1])] });
    flow.add({ ...place, owner: 'dana', closure: closureIn([LIFE[0]!, event(30, 'effectiveness.checked', { verdict: 'effective' }), event(30, 'nonconformity.closed')], MARCH), due: [] });
    const figures = flow.figures(3);
    expect(figures).toMatchObject({
      raised: 2,
      closed: 2,
      open_now: 3,
      overdue: { overdue: 1, of: 4, share: 0.25 },
      reopened: { reopened: 1, of: 3, share: 0.3333 },
      first_time_effective: { effective: 1, of: 2, share: 0.5 },
      risk_mitigation: { in_time: 1, of: 2, share: 0.5 },
    });
    expect(figures.by_owner.map(({ key, closed, overdue }) => [key, closed, overdue.share])).toEqual([['dana', 1, null], ['mira', 1, 0.25]]);
    expect(figures.by_unit).toMatchObject(['business', 'claims'].map((key) => ({ key, raised: 2, closed: 2, reopened: { reopened: 1, of: 3 } })));
    expect(figures.months).toMatchObject([{ key: '2026-03', closed: 2, to_close: { median_hours: 30, p90_hours: 90 } }]);
  });

  it('are told of every unit, system, owner and month alike, and of each system that one reaches', () => {
    const flow = new ClosureFlow({ from: MARCH.from, to: '2026-05-01T00:00:00.000Z' });
    const life = [...LIFE, event(800, 'cost.recorded', { cost: { kind: 'appraisal', amount: 5, currency: 'EUR' } })];
    flow.add({ ...place, closure: closureIn(life, { from: MARCH.from, to: '2026-05-01T00:00:00.000Z' }), due: [due('2026-03', [4, 1], [2, 1]), due('2026-04', [1, 1], [0, 0])] });
    const figures = flow.figures(0);
    const { open_now, by_unit, by_system, by_owner, months, ...all } = figures;
    expect(open_now).toBe(0);
    expect([by_unit, by_system, by_owner].map((groups) => groups.map(({ key, ...rest }) => [key, rest]))).toEqual([[['business', all], ['claims', all]], [['sys_a', all], ['sys_b', all]], [['mira', all]]]);
    expect(months).toMatchObject([
      { key: '2026-03', raised: 1, to_contain: { count: 1 }, to_root_cause: { count: 2 }, to_close: { count: 1 }, overdue: { overdue: 1, of: 4 }, reopened: { reopened: 1, of: 2 }, first_time_effective: { effective: 0, of: 1 }, risk_mitigation: { in_time: 1, of: 2 }, cost_of_poor_quality: [] },
      { key: '2026-04', raised: 0, to_contain: { count: 0 }, overdue: { overdue: 1, of: 1 }, first_time_effective: { of: 0 }, cost_of_poor_quality: [{ kind: 'appraisal', amount: 5 }] },
    ]);
  });

  const raised = event(0, 'nonconformity.raised');
  const closed = (hours: number) => event(hours, 'nonconformity.closed');
  const again = (hours: number, rule: string) => event(hours, 'nonconformity.reopened', { rule });
  it.each([
    [[raised], MARCH, [0, 0, null], 'no cycle ended'],
    [[raised, closed(10)], MARCH, [0, 1, 0], 'closed for good'],
    [[raised, closed(10), again(20, '§3.reopened')], MARCH, [1, 1, 1], 'the one cycle that ended was opened again'],
    [[raised, closed(10), again(20, '§3.recurrence'), closed(30)], MARCH, [1, 2, 0.5], 'two cycles ended, the first was opened again'],
    [[raised, again(10, '§3.ineffective')], MARCH, [1, 1, 1], 'the cure failed before anything was closed'],
    [[raised, again(10, '§3.evidence_false'), closed(20), again(30, '§3.reopened')], MARCH, [2, 2, 1], 'both cycles were opened again'],
    [[raised, again(10, '§3.acceptance_expired')], MARCH, [0, 0, null], 'an accepted risk ran out: nothing was closed'],
    [[raised, again(10, '§3.acceptance_expired'), closed(20)], MARCH, [0, 1, 0], 'the cycle after an accepted risk is closed for good'],
    [[raised, again(10, '§3.class_raised'), closed(20)], MARCH, [0, 1, 0], 'the class was raised: nothing was closed'],
    [[raised, closed(10), again(20, '§3.reopened')], { from: MARCH.from, to: at(15) }, [0, 1, 0], 'when the window ended it was closed'],
    [[raised, closed(10), again(20, '§3.reopened')], { from: at(15), to: MARCH.to }, [1, 1, 1], 'opened again in the window, though closed before it'],
  ])('%#: of the cycles that ended, count those opened again', (life, window, [reopened, of, share], _why) => {
    const flow = new ClosureFlow(window);
    flow.add({ ...place, closure: closureIn(life, window), due: [] });
    expect(flow.figures(0).reopened).toEqual({ reopened, of, share });
  });

  it.each([
    [null, ['claims', 'business', 'group'], 'without a filter it counts with every unit above'],
    ['business', ['claims', 'business'], 'of the group only this part would be told'],
    ['claims', ['claims'], 'the unit itself'],
  ])('asked for unit %s are told of the units %j', (asked, told, _why) => {
    expect(unitsCounted(['claims', 'business', 'group'], asked)).toEqual(told);
  });

  it('sum the cost of poor quality by kind and currency, and convert nothing', () => {
    const cost = (kind: 'appraisal' | 'prevention', amount: number, currency: string) => event(1, 'cost.recorded', { cost: { kind, amount, currency } });
    const flow = new ClosureFlow(MARCH);
    flow.add({ ...place, closure: closureIn([LIFE[0]!, cost('appraisal', 10.1, 'EUR'), cost('appraisal', 0.2, 'EUR'), cost('prevention', 5, 'USD'), cost('appraisal', 1, 'CHF')], MARCH), due: [] });
    expect(flow.figures(1).by_owner[0]?.cost_totals).toEqual([
      { currency: 'CHF', amount: 1, count: 1 },
      { currency: 'EUR', amount: 10.3, count: 2 },
      { currency: 'USD', amount: 5, count: 1 },
    ]);
    expect(flow.figures(1).cost_of_poor_quality).toEqual([
      { kind: 'prevention', currency: 'USD', amount: 5, count: 1 },
      { kind: 'appraisal', currency: 'CHF', amount: 1, count: 1 },
      { kind: 'appraisal', currency: 'EUR', amount: 10.3, count: 2 },
    ]);
  });
});

describe('the same figures from the ledger', () => {
  let toys: ToyStore;
  let store: Store;
  const START: Actor = { kind: 'machine', id: 'gatehouse', on_behalf_of: null };

  async function run(target: Target, by: string | Actor, name: string, body: object): Promise<void> {
    const given = target.kind === 'nonconformity' ? NONCONFORMITY_COMMANDS[name as NonconformityCommandName].parse(body) : body;
    const meta: CommandMeta = { command_id: newId('cmd', Date.now()), actor: typeof by === 'string' ? { kind: 'person', id: by } : by, door: 'api', assurance: 'mfa' };
    const outcome = await execute(store, target, { name, body: given as Record<string, unknown> }, meta);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.refusal.refused}, ${outcome.refusal.detail}`);
  }

  beforeAll(async () => {
    ({ toys, store } = await emptyProduct());
    toys.now = at(0);
    await run(HOUSE, START, 'bootstrap-policy', { policy: shippedPolicy(), source: 'disk' });
    await run(HOUSE, START, 'load-directory', { directory: exampleDirectory() });
    const target: Target = { kind: 'nonconformity', id: newId('nc', Date.parse(toys.now)) };
    await run(target, 'devon', 'raise', { title: 'Model released without validation', description: 'Unvalidated', source: 'audit', unit: 'claims' });
    toys.now = at(10);
    await run(target, 'noor', 'classify', { class: 'minor', owner: 'mira', reason: 'by the table' });
    toys.now = at(400);
    await run(target, 'mira', 'correct', { correction: 'Rolled back', consequences: 'none' });
    await run(target, 'mira', 'root-cause', { ...ROOT_CAUSE, whys: ROOT_CAUSE.whys.map((why) => ({ because: why.because, assumption: true })), fishbone: [] });
    await run(target, 'mira', 'record-cost', { kind: 'internal_failure', amount: 1200.5, currency: 'EUR' });
    await run({ kind: 'nonconformity', id: newId('nc', Date.parse(toys.now)) }, 'devon', 'raise', { title: 'A near thing', description: 'Nothing happened', source: 'self_report', near_miss: true });
  });
  afterAll(() => toys.end());

  it('are read with their events, steps and risks', async () => {
    const figures = await closures(store, MARCH);
    expect(figures).toMatchObject({
      raised: 1,
      closed: 0,
      open_now: 1,
      to_contain: { count: 1, median_hours: 400 },
      to_root_cause: { count: 1, median_hours: 400 },
      // classification in time, correction late, the risk not yet judged anew; the root cause is found, but not due yet
      overdue: { overdue: 2, of: 3 },
      // an audit's finding opens a re-assessment, due within the month and not done
      risk_mitigation: { in_time: 0, of: 1, share: 0 },
      cost_of_poor_quality: [{ kind: 'internal_failure', currency: 'EUR', amount: 1200.5, count: 1 }],
    });
    expect(figures.by_unit.map(({ key, raised }) => [key, raised])).toEqual([['business', 1], ['claims', 1], ['group', 1]]);
  });

  it('count a step that is open past its due time as overdue, and none that is not due yet (R-47)', async () => {
    const before = toys.now;
    toys.now = '2026-03-31T00:00:00.000Z';
    const figures = await closures(store, MARCH);
    toys.now = before;
    // by then the root cause, found in time, and the plan, which nobody submitted, have fallen due
    expect(figures.overdue).toEqual({ overdue: 3, of: 5, share: 0.6 });
    expect(figures.by_owner.find(({ key }) => key === 'mira')?.overdue).toEqual(figures.overdue);
  });

  it.each([
    [{ unit: 'business' }, 1, 'claims lies below it'],
    [{ unit: 'legal' }, 0, 'nothing of it is there'],
    [{ owner: 'mira' }, 1, 'she owns it'],
    [{ owner: 'dana' }, 0, 'she owns none'],
    [{ system: 'sys_00000000000000000000000001' }, 0, 'it is in the extent of none'],
  ])('are narrowed by %j', async (narrow, raised, _why) => {
    expect(await closures(store, { ...MARCH, ...narrow })).toMatchObject({ raised, open_now: raised });
  });
});
