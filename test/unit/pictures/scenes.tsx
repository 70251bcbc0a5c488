import type { VNode } from 'preact';
import { LeadTimeChart, WaitPerLaneChart } from '../../../console/pictures/charts.tsx';
import { ClosureGroupChart, ClosureSharesChart } from '../../../console/pictures/closure-charts.tsx';
import type { ClosureGroup } from '../../../contracts/closure-metrics.ts';
import { Fishbone } from '../../../console/pictures/fishbone.tsx';
import { ladderPicture, type LadderDrawn } from '../../../console/pictures/ladder-picture.ts';
import { LadderTimeline } from '../../../console/pictures/ladder-timeline.tsx';
import { type LaneDrawn, LaneStrip } from '../../../console/pictures/lane-strip.tsx';
import { RehearsalTimeline } from '../../../console/pictures/rehearsal-timeline.tsx';
import { StepStrip } from '../../../console/pictures/step-strip.tsx';
import { Seeing } from '../../../console/viewer.tsx';
import type { MonthOfGate, Spread } from '../../../contracts/governance-metrics.ts';
import { NC_STEPS, type NcStepView } from '../../../contracts/nonconformity-view.ts';
import type { Obligation } from '../../../contracts/obligation.ts';
import { planRungs } from '../../../domain/ladder/plan.ts';
import { asObligation } from '../../../domain/obligations/evolve.ts';
import { timeline } from '../../../domain/policy/rehearsal-lines.ts';
import { rehearse } from '../../../domain/policy/rehearse.ts';
import { exampleDirectory, NOW, request, shippedPolicy } from '../policy/sample.ts';

const policy = shippedPolicy();
const directory = exampleDirectory();
const SLA = { business_days: 3 };

/** A sign-off of the technical lane, opened at `NOW`. */
export function signOff(change: Partial<Obligation> = {}): Obligation {
  const plan = planRungs(policy, 'sign_off', NOW, SLA, policy.calendars['berlin']!);
  const opened = asObligation({ id: 'obl_1', kind: 'sign_off', subject: { lane: 'technical' }, owed_by: { role: 'technical_member', lane: 'technical' }, to: ['theo'], opened_at: NOW, sla: SLA, calendar: 'berlin', ...plan });
  return { ...opened, ...change };
}

const nameOf = (id: string): string => directory.people.find((person) => person.id === id)?.name ?? id;
const NEXT = [{ obligation_id: 'obl_1', rung: 'breach', to: ['sam'] }, { obligation_id: 'obl_1', rung: 'board', to: ['beatrix', 'olu'] }];
export const ladder = (obligation: Obligation, now: string, lapse_at: string | null = null): LadderDrawn => ladderPicture(obligation, now, { title: 'Sign-off: Technical', nameOf, next: NEXT, lapse_at });

const FIRED = [
  { id: 'reminder_50', level: 'L0', at: '2026-11-24T13:00:00.000Z', to: ['theo', 'tess', 'tariq'] },
  { id: 'reminder_80', level: 'L0', at: '2026-11-25T12:12:00.000Z', to: ['theo', 'tess', 'tariq'] },
];

export const lane = (name: string, state: LaneDrawn['state'], more: Partial<LaneDrawn> = {}): LaneDrawn => ({ lane: name.toLowerCase(), name, state, needed: 1, approvals: 0, due_at: null, overridden_until: null, ...more });

export function rehearsed(profile: object): { lines: ReturnType<typeof timeline>; ends_as: string; ends_at: string } {
  const played = rehearse(request(profile), NOW, policy, directory);
  if ('refused' in played) throw new Error(played.detail);
  return { lines: timeline(played, directory), ends_as: played.ends_as, ends_at: played.ends_at };
}

const spread = (count: number, median_hours: number | null, p90_hours: number | null): Spread => ({ count, median_hours, p90_hours, mean_hours: median_hours });
const month = (name: string, decided: number, median: number | null, p90: number | null): MonthOfGate => ({ month: name, decided, lead_time: spread(decided, median, p90), reworked: 0 });
const MONTHS = [month('2026-08', 4, 30.5, 80), month('2026-09', 0, null, null), month('2026-10', 12, 51, 120.25), month('2026-11', 7, 26, 44)];
const WAITS = [
  { lane: 'legal', business: spread(9, 12.5, 40), wall: spread(9, 48, 160) },
  { lane: 'risk', business: spread(9, 8, 19), wall: spread(9, 24, 51) },
  { lane: 'very_long_name_of_a_lane', business: spread(2, 0.25, 0.5), wall: spread(2, 0.25, 0.5) },
];

const CAUSES = [
  { branch: 'process', cause: 'Nobody asks for the validation report before a version goes out, and nothing refuses it', weight: 'root' },
  { branch: 'process', cause: 'The list of releases is kept by hand', weight: 'contributing' },
  { branch: 'people', cause: 'Two of five were away', weight: 'contributing' },
  { branch: 'data', cause: 'The sample was of last year', weight: 'contributing' },
  { branch: 'measurement', cause: 'No alarm', weight: 'contributing' },
] as const;

const step = (name: NcStepView['step'], state: NcStepView['state'], due_at: string | null = null, done_at: string | null = null): NcStepView => ({ step: name, state, due_at, done_at, obligations: [] });
const STEPS_OF_ONE = [
  step('classify', 'done', null, '2026-11-02T09:00:00.000Z'), step('correct', 'done', null, '2026-11-03T15:30:00.000Z'), step('root_cause', 'open', '2026-11-20T17:00:00.000Z'),
  step('plan', 'open', '2026-11-25T17:00:00.000Z'), step('approve_plan', 'ahead'), step('implement', 'ahead'), step('verify', 'ahead'), step('wait', 'open', '2026-12-01T00:00:00.000Z'), step('check_effect', 'not_asked'),
];

const part = (some: number, of: number) => ({ of, share: of === 0 ? null : some / of });
const group = (key: string, change: Partial<ClosureGroup> = {}): ClosureGroup => ({
  key, raised: 3, closed: 2, to_contain: spread(2, 20, 40), to_root_cause: spread(2, 90, 200), to_close: spread(2, 900, 2100), overdue: { overdue: 1, ...part(1, 4) }, reopened: { reopened: 0, ...part(0, 2) },
  first_time_effective: { effective: 2, ...part(2, 2) }, risk_mitigation: { in_time: 0, ...part(0, 0) }, cost_of_poor_quality: [{ kind: 'appraisal', currency: 'EUR', amount: 120.5, count: 1 }], cost_totals: [{ currency: 'EUR', amount: 120.5, count: 1 }], ...change,
});
const NOTHING = { closed: 0, to_close: { count: 0, median_hours: null, p90_hours: null, mean_hours: null }, first_time_effective: { effective: 0, ...part(0, 0) }, cost_of_poor_quality: [], cost_totals: [] };

/** Every picture by the name of its golden file. */
export const SCENES: Readonly<Record<string, () => VNode>> = {
  'ladder-open': () => <LadderTimeline id="p" of={ladder(signOff({ fired: FIRED, snoozed: ['reminder_80'] }), '2026-11-25T14:00:00.000Z', '2026-12-17T09:00:00.000Z')} />,
  'ladder-paused': () => <LadderTimeline id="p" of={ladder(signOff({ state: 'paused', fired: FIRED.slice(0, 1), paused_at: '2026-11-25T09:00:00.000Z', pauses: [{ from: '2026-11-23T12:00:00.000Z', until: '2026-11-23T15:00:00.000Z' }, { from: '2026-11-25T09:00:00.000Z', until: null }] }), '2026-11-25T11:00:00.000Z')} />,
  'ladder-met': () => <LadderTimeline id="p" of={ladder(signOff({ state: 'met', fired: FIRED, closed_at: '2026-11-25T13:30:00.000Z' }), '2026-12-01T11:00:00.000Z')} />,
  'ladder-berlin': () => <Seeing viewer={{ now: NOW, zone: 'Europe/Berlin', nameOf, laneOf: nameOf, unitOf: nameOf, csrf: '' }}><LadderTimeline id="p" of={ladder(signOff({ fired: FIRED }), '2026-11-25T14:00:00.000Z')} /></Seeing>,
  fishbone: () => <Fishbone id="p" of={{ problem: 'Version 3 of the claims model went out without a validation report', causes: CAUSES }} />,
  'fishbone-empty': () => <Fishbone id="p" of={{ problem: 'Released unvalidated', causes: [] }} />,
  steps: () => <Seeing viewer={{ now: NOW, zone: 'Europe/Berlin', nameOf, laneOf: nameOf, unitOf: nameOf, csrf: '' }}><StepStrip id="p" steps={STEPS_OF_ONE} /></Seeing>,
  'steps-begun': () => <StepStrip id="p" steps={NC_STEPS.map((name, i) => step(name, i === 0 ? 'open' : 'ahead', i === 0 ? '2026-11-25T17:00:00.000Z' : null))} />,
  'rehearsal-medium': () => <RehearsalTimeline id="p" of={rehearsed({})} />,
  'rehearsal-high': () => <RehearsalTimeline id="p" of={rehearsed({ consequence: 5, likelihood: 4 })} />,
  'rehearsal-prohibited': () => <RehearsalTimeline id="p" of={rehearsed({ prohibited_practices: ['social_scoring'] })} />,
  lanes: () => (
    <LaneStrip
      id="p"
      lanes={[
        lane('Legal', 'passed', { approvals: 1 }),
        lane('Risk', 'open', { needed: 2, approvals: 1, due_at: '2026-11-26T09:00:00.000Z' }),
        lane('Technical', 'failed'),
        lane('Privacy', 'overridden', { overridden_until: '2026-12-26T09:00:00.000Z' }),
        lane('Business', 'waiting', { staged: true }),
        lane('Committee', 'waiting', { needed: 15, approvals: 3 }),
      ]}
    />
  ),
  'lead-time': () => <LeadTimeChart id="p" of={{ months: MONTHS, lead_time: spread(23, 44, 110) }} />,
  'closure-shares': () => <ClosureSharesChart id="p" of={{ months: [group('2026-10', NOTHING), group('2026-11')] }} />,
  'closure-groups': () => <ClosureGroupChart id="p" title="By unit" head="Unit" groups={[group('claims'), group('retail', NOTHING)]} nameOf={(key) => `Unit ${key}`} />,
  waits: () => <WaitPerLaneChart id="p" waits={WAITS} />,
  'waits-empty': () => <WaitPerLaneChart id="p" waits={[]} />,
};
