import type { Policy } from '../../contracts/policy.ts';
import { PATHS } from '../../contracts/policy.ts';
import { MULTI_FACTOR_ACR, STEP_UP_AT_MOST } from '../../contracts/thresholds.ts';
import { multiFactorAcr, provesLittle, stepUpWithin } from '../authority/assurance.ts';
import { workingHours } from '../time/working-time.ts';
import { addDuration } from '../time/calendar.ts';
import { didYouMean } from './nearest.ts';
import { problem } from './problem.ts';
import type { KeyPath, PolicyProblem } from './problem.ts';

/** Names that the policy uses and does not define: lanes, calendars, ladders; and quorums for lanes that a path has not. */
export function unknownNames(policy: Policy): PolicyProblem[] {
  return [...lanesOfPaths(policy), ...lanesElsewhere(policy), ...calendarsAndLadders(policy)];
}

function mustBe(known: readonly string[], what: string) {
  return (file: string, path: KeyPath, name: string): PolicyProblem[] =>
    known.includes(name) ? [] : [problem(file, path, `there is no ${what} "${name}"`, didYouMean(name, known))];
}

function lanesOfPaths(policy: Policy): PolicyProblem[] {
  const lane = mustBe(Object.keys(policy.lanes.lanes), 'lane');
  return PATHS.flatMap((path) => {
    const { lanes, notices, when, quorum, after } = policy.tiers.paths[path];
    const at = (...key: KeyPath) => ['paths', path, ...key];
    const joining = [...new Set([...lanes, ...when.map((rule) => rule.lane), policy.tiers.executive_lane.lane])];
    return [
      ...lanes.flatMap((name, i) => lane('tiers.yaml', at('lanes', i), name)),
      ...notices.flatMap((name, i) => lane('tiers.yaml', at('notices', i), name)),
      ...when.flatMap((rule, i) => lane('tiers.yaml', at('when', i, 'lane'), rule.lane)),
      ...Object.keys(quorum)
        .filter((name) => !joining.includes(name))
        .map((name) => problem('tiers.yaml', at('quorum', name), `a quorum for "${name}", which is no lane of this path`, didYouMean(name, joining))),
      ...stages(after, joining).map(([key, message, advice]) => problem('tiers.yaml', at('after', ...key), message, advice)),
    ];
  });
}

type Fault = readonly [key: KeyPath, message: string, advice: string];

/** Staged lanes: each is a lane of the path, and none waits for itself, by whatever way round. */
function stages(after: Readonly<Record<string, readonly string[]>>, joining: readonly string[]): Fault[] {
  const unknown = Object.entries(after).flatMap(([lane, before]) => [
    ...(joining.includes(lane) ? [] : [[[lane], `"${lane}" is no lane of this path`, didYouMean(lane, joining)] as const]),
    ...before.flatMap((name, i) => (joining.includes(name) ? [] : [[[lane, i], `"${name}" is no lane of this path`, didYouMean(name, joining)] as const])),
  ]);
  const reaches = (lane: string, goal: string, seen: ReadonlySet<string>): boolean =>
    (after[lane] ?? []).some((name) => name === goal || (!seen.has(name) && reaches(name, goal, new Set([...seen, name]))));
  const circular = Object.keys(after).filter((lane) => reaches(lane, lane, new Set([lane])));
  return [...unknown, ...circular.map((lane) => [[lane], `lane "${lane}" waits for itself and would never open`, 'leave one of the lanes of the circle out of "after"'] as const)];
}

function lanesElsewhere({ tiers, lanes }: Policy): PolicyProblem[] {
  const lane = mustBe(Object.keys(lanes.lanes), 'lane');
  const rules = Object.entries(lanes.materiality);
  return [
    ...lane('tiers.yaml', ['executive_lane', 'lane'], tiers.executive_lane.lane),
    ...rules.flatMap(([part, named]) => (named === 'all' ? [] : named.flatMap((name, i) => lane('lanes.yaml', ['materiality', part, i], name)))),
  ];
}

function calendarsAndLadders({ lanes, ladders, calendars }: Policy): PolicyProblem[] {
  const calendar = mustBe(Object.keys(calendars), 'calendar');
  const ladder = mustBe(Object.keys(ladders.ladders), 'ladder');
  return [
    ...Object.entries(lanes.lanes).flatMap(([name, lane]) => calendar('lanes.yaml', ['lanes', name, 'calendar'], lane.calendar)),
    ...Object.entries(ladders.use).flatMap(([kind, name]) => ladder('ladders.yaml', ['use', kind], name)),
  ];
}

/** Values that are well formed and still make no sense, without looking at any person. */
export function senselessValues(policy: Policy): PolicyProblem[] {
  return [...scoring(policy), ...weakAssurance(policy), ...badCalendars(policy), ...stepUp(policy)];
}

function scoring({ tiers: { scoring } }: Policy): PolicyProblem[] {
  if (scoring.high_from > scoring.medium_from) return [];
  return [problem('tiers.yaml', ['scoring', 'high_from'], `high begins at ${scoring.high_from} and medium at ${scoring.medium_from}`, 'high_from must be above medium_from')];
}

/** `development` is what a loopback token is marked with; it counts as mfa and is no demand (design §7). */
function weakAssurance({ tiers }: Policy): PolicyProblem[] {
  return PATHS.filter((path) => tiers.paths[path].assurance === 'development').map((path) =>
    problem('tiers.yaml', ['paths', path, 'assurance'], '"development" only marks votes of an embedded start', 'allowed: chat, session, mfa'),
  );
}

const UTC = { zone: 'UTC', hours: { from: '00:00', to: '23:59' }, workdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };

/** A step-up proves that somebody is there now, so it is not good for long; and what stands for several factors names several. */
function stepUp(policy: Policy): PolicyProblem[] {
  const at = (duration: string): string => addDuration(PROBE, duration, UTC);
  const within = stepUpWithin(policy);
  const long = at(within) > at(STEP_UP_AT_MOST) || at(within) <= PROBE;
  return [
    ...(long ? [problem('thresholds.yaml', ['step_up_within'], `a proof would count for ${within}`, `write more than nothing and at most ${STEP_UP_AT_MOST}`)] : []),
    ...multiFactorAcr(policy).flatMap((acr, i) =>
      provesLittle(acr) ? [problem('thresholds.yaml', ['multi_factor_acr', i], `"${acr}" says nothing of several factors`, `leave it out, or write the value by which your provider does, e.g. ${MULTI_FACTOR_ACR[0] ?? ''}`)] : [],
    ),
  ];
}

const PROBE = '2026-01-05T12:00:00.000Z';

function badCalendars({ calendars }: Policy): PolicyProblem[] {
  const named = Object.entries(calendars);
  if (named.length === 0) return [problem('calendars.yaml', ['calendars'], 'there is no calendar', 'write at least one, e.g. berlin: { zone: Europe/Berlin }')];
  return named.flatMap(([name, calendar]) => {
    try {
      workingHours(calendar);
      // a business day reads the zone, the hours and the days, and says which of them is wrong
      addDuration(PROBE, { business_days: 1 }, calendar);
      return [];
    } catch (error) {
      return [problem('calendars.yaml', ['calendars', name], messageOf(error), 'see policy/calendars.yaml of the shipped policy for a working one')];
    }
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
