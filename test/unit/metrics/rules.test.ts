import { describe, expect, it } from '@jest/globals';
import { decisionIn, type FlowEvent } from '../../../domain/metrics/decisions.ts';
import { GateFlow } from '../../../domain/metrics/governance.ts';
import { wasOverdue, waitOf } from '../../../domain/metrics/sign-offs.ts';
import { percentile, shareOf, spreadOf } from '../../../domain/metrics/spread.ts';
import { monthsIn, windowOf } from '../../../domain/metrics/window.ts';

const at = (day: number, hour = 12): string => `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const event = (day: number, type: FlowEvent['type'], more: Partial<FlowEvent> = {}): FlowEvent => ({ at: at(day), type, yes: false, tier: null, unit: null, ...more });
const submitted = event(2, 'deployment.submitted', { tier: 'low', unit: 'claims' });
const WINDOW = { from: at(1), to: at(30) };
const UTC = { zone: 'UTC', hours: { from: '09:00', to: '17:00' }, workdays: [1, 2, 3, 4, 5], holidays: [] };

describe('the decision of a case', () => {
  const CASES: readonly (readonly [string, readonly FlowEvent[], object | null])[] = [
    ['nothing while it is undecided', [submitted, event(3, 'changes.requested')], null],
    ['an approval with conditions apart from one without', [submitted, event(3, 'deployment.approved', { yes: true })], { outcome: 'conditional', lead_ms: 86_400_000 }],
    ['the approval, not the withdrawal of what was approved', [submitted, event(3, 'deployment.approved'), event(5, 'deployment.withdrawn')], { outcome: 'approved', at: at(3) }],
    ['the last one after it was opened again', [submitted, event(3, 'deployment.approved'), event(4, 'deployment.reopened'), event(5, 'deployment.lapsed')], { outcome: 'lapsed', at: at(5) }],
    ['what was asked for after a decision leaves it decided', [submitted, event(3, 'deployment.rejected'), event(4, 'tier.changed'), event(5, 'deployment.withdrawn')], { outcome: 'rejected' }],
    ['nothing after the window', [submitted, event(30, 'deployment.approved')], null],
    ['the tier in force, with a change that counts at once', [submitted, event(3, 'tier.changed', { tier: 'high', yes: true }), event(4, 'deployment.approved')], { tier: 'high', unit: 'claims' }],
    ['the tier in force, without one that waits for the next revision', [submitted, event(3, 'tier.changed', { tier: 'high' }), event(4, 'deployment.approved')], { tier: 'low' }],
    ['revisions apart from resubmissions', [submitted, event(3, 'deployment.revised'), event(4, 'deployment.revised', { yes: true }), event(5, 'deployment.approved')], { revisions: 1, resubmissions: 1 }],
  ];
  it.each(CASES)('is %s', (_reason, events, expected) => {
    const found = decisionIn(events, WINDOW);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});

describe('the wait of a lane', () => {
  const HOUR = 3_600_000;
  const wait = (...pauses: { from: string; until: string | null }[]) => waitOf({ opened_at: at(2, 9), closed_at: at(3, 12), pauses }, UTC);

  it('leaves out pauses, those that overlap once, and one that lasts to the end', () => {
    expect(wait()).toEqual({ wall_ms: 27 * HOUR, business_ms: 11 * HOUR });
    expect(wait({ from: at(2, 10), until: at(2, 12) }, { from: at(2, 11), until: at(2, 13) })).toEqual({ wall_ms: 24 * HOUR, business_ms: 8 * HOUR });
    expect(wait({ from: at(3, 9), until: null })).toEqual({ wall_ms: 24 * HOUR, business_ms: 8 * HOUR });
  });

  it('is overdue only after the due instant, and never without one', () => {
    expect([at(3), at(4), null].map((due_at) => wasOverdue({ closed_at: at(4), due_at }))).toEqual([true, false, false]);
  });
});

describe('figures', () => {
  it('are times that occurred, by nearest rank', () => {
    expect([percentile([1, 2, 3, 4], 50), percentile([1, 2, 3, 4], 90), percentile([7], 90), percentile([], 50)]).toEqual([2, 4, 7, null]);
    expect(spreadOf([])).toEqual({ count: 0, median_hours: null, p90_hours: null, mean_hours: null });
    expect([shareOf(1, 3), shareOf(0, 0)]).toEqual([0.3333, null]);
  });

  it('of nothing are null, without a bottleneck', () => {
    const none = new GateFlow(WINDOW).figures();
    expect([none.decided, none.lead_time.median_hours, none.bottleneck, none.rework.share, none.waits]).toEqual([0, null, null, null, []]);
  });
});

describe('the window', () => {
  it('touches every month in it, but not one that only begins at its end', () => {
    expect(monthsIn({ from: '2026-11-30T23:00:00.000Z', to: '2027-02-01T00:00:00.000Z' })).toEqual(['2026-11', '2026-12', '2027-01']);
  });

  it('begins eleven months before the month of its end', () => {
    expect(windowOf({ to: '2026-01-15T00:00:00.000Z' }, at(1))).toEqual({ from: '2025-02-01T00:00:00.000Z', to: '2026-01-15T00:00:00.000Z' });
  });
});
