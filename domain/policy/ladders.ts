import { OBLIGATION_KINDS, PATHS } from '../../contracts/policy.ts';
import type { Ladder, ObligationKind, Policy } from '../../contracts/policy.ts';
import type { Duration, Instant, WorkCalendar } from '../../contracts/primitives.ts';
import { heightOf, lapseAt, planLadder } from '../ladder/plan.ts';
import { addDuration } from '../time/calendar.ts';
import { problem } from './problem.ts';
import type { PolicyProblem } from './problem.ts';

/** Levels from which on a ladder has reached leadership: the executive and the board (design §8). */
const LEADERSHIP = heightOf('L4');
/** Any Monday noon; ladders are judged by their order, which does not depend on the date. */
const OPENED: Instant = '2026-01-05T11:00:00.000Z';

/** Ladders that do not end at leadership, name a rung twice, or hold a rung that nothing ever reaches. */
export function ladderProblems(policy: Policy): PolicyProblem[] {
  const calendar = Object.values(policy.calendars)[0];
  if (!calendar) return [];
  const each = Object.entries(policy.ladders.ladders).flatMap(([name, ladder]) => [
    ...twice(name, ladder),
    ...noLapse(name, ladder),
    ...unlike(timesOn(policy, name).flatMap((sla) => [...lowEnd(name, ladder, sla, calendar), ...unreached(name, ladder, sla, calendar)])),
  ]);
  return [...slowDigest(policy, calendar), ...each];
}

/** The time that the policy gives to each kind of obligation; a kind may have several. */
export function timesGiven(policy: Policy, kind: ObligationKind): Duration[] {
  const { thresholds: t, tiers } = policy;
  const lanes = PATHS.map((path) => tiers.paths[path].sla);
  const times: Record<ObligationKind, readonly Duration[]> = {
    sign_off: lanes,
    revision: lanes,
    answer: [t.answer_due],
    condition: [t.condition_within_default],
    condition_review: lanes,
    minutes: lanes,
    consent: lanes,
    ratify_policy: [t.policy_activation.due],
    risk_treatment: [t.risk.treatment_due],
    retirement_review: [t.retirement_review_due],
    ...nonconformityTimes(policy),
    escalation: [],
  };
  return [...times[kind]];
}

type OfNonconformity = 'classification' | 'correction' | 'root_cause' | 'action_plan' | 'plan_approval' | 'corrective_action' | 'evidence_verification' | 'effectiveness_check' | 'extension_decision' | 'recurrence_decision' | 'second_person' | 'finding_dispute' | 'risk_reassessment';

/** The times of a nonconformity's steps, of every class or of the classes that stand on one ladder (§3 defaults). */
function nonconformityTimes({ nonconformities: rules }: Policy, ladder?: string): Record<OfNonconformity, readonly Duration[]> {
  const classes = rules === undefined ? [] : Object.values(rules.classes).filter((one) => ladder === undefined || one.ladder === ladder);
  const of = (pick: (one: (typeof classes)[number]) => Duration | null): Duration[] => classes.flatMap((one) => pick(one) ?? []);
  return {
    classification: rules === undefined || ladder !== undefined ? [] : Object.values(rules.classify),
    correction: of(({ correct }) => correct),
    root_cause: of(({ root_cause }) => root_cause),
    action_plan: of(({ plan }) => plan),
    plan_approval: of(({ plan_approval }) => plan_approval),
    corrective_action: of(({ implement }) => implement),
    evidence_verification: of(({ verify }) => verify),
    effectiveness_check: of(({ effectiveness_check }) => effectiveness_check),
    extension_decision: of(({ extensions }) => extensions.decide_within),
    recurrence_decision: rules === undefined || ladder !== undefined ? [] : [rules.recurrence.decide_within],
    second_person: rules === undefined || ladder !== undefined ? [] : [rules.second_within],
    finding_dispute: rules === undefined || ladder !== undefined ? [] : [rules.dispute_within],
    risk_reassessment: rules === undefined || ladder !== undefined ? [] : [rules.risk_reassessment.due],
  };
}

/** Times of the obligations that stand on a ladder; an unused ladder is judged by a time of its own. */
function timesOn(policy: Policy, ladder: string): Duration[] {
  const kinds = OBLIGATION_KINDS.filter((kind) => kind !== 'escalation' && policy.ladders.use[kind] === ladder);
  const times = [...kinds.flatMap((kind) => timesGiven(policy, kind)), ...Object.values(nonconformityTimes(policy, ladder)).flat()];
  return times.length > 0 ? times : [{ business_days: 5 }];
}

const unlike = (problems: readonly PolicyProblem[]): PolicyProblem[] => [...new Map(problems.map((each) => [`${each.key} ${each.message}`, each])).values()];

function twice(name: string, { rungs }: Ladder): PolicyProblem[] {
  return rungs.flatMap(({ id }, i) =>
    rungs.findIndex((rung) => rung.id === id) === i
      ? []
      : [problem('ladders.yaml', ['ladders', name, 'rungs', i, 'id'], `the rung "${id}" is there twice and would fire once`, 'give each rung of a ladder an id of its own')],
  );
}

/** A message that waits for a digest must not fall through to its next channel meanwhile. */
function slowDigest({ ladders }: Policy, calendar: WorkCalendar): PolicyProblem[] {
  const { digest, fall_through_after } = ladders.channels;
  if (digest === undefined || addDuration(OPENED, digest.within, calendar) < addDuration(OPENED, fall_through_after, calendar)) return [];
  return [problem('ladders.yaml', ['channels', 'digest', 'within'], `messages would wait ${digest.within} for a digest and go to the next channel before`, `write less than fall_through_after, ${JSON.stringify(fall_through_after)}`)];
}

function noLapse(name: string, { rungs, lapse }: Ladder): PolicyProblem[] {
  if (lapse === 'never') return [];
  const path = ['ladders', name, 'lapse'];
  if (!rungs.some(({ level }) => level === 'L5')) {
    return [problem('ladders.yaml', path, 'a request lapses only after the board was told, and this ladder has no L5 rung', 'add a rung with level: L5, or write lapse: never')];
  }
  return lapse.percent > 100 ? [] : [problem('ladders.yaml', [...path, 'percent'], `it would lapse at ${lapse.percent} % of its time, before it is overdue`, 'write more than 100, e.g. 600')];
}

function lowEnd(name: string, ladder: Ladder, sla: Duration, calendar: WorkCalendar): PolicyProblem[] {
  const last = planLadder(ladder.rungs, spanOf(sla, calendar)).at(-1);
  if (last && heightOf(last.level) >= LEADERSHIP) return [];
  const message = last ? `the ladder ends at ${last.level} with the rung "${last.id}"` : 'the ladder has no rungs, so silence would end there';
  return [problem('ladders.yaml', ['ladders', name, 'rungs'], message, 'its last rung must be at leadership: level L4 (executive) or L5 (board)')];
}

const spanOf = (sla: Duration, calendar: WorkCalendar) => ({ opened_at: OPENED, due_at: addDuration(OPENED, sla, calendar), sla, calendar });

/** Rungs after the lapse, and L0 notices before the opening. The lapse waits for the board, so it is later than the L5 rung. */
function unreached(name: string, ladder: Ladder, sla: Duration, calendar: WorkCalendar): PolicyProblem[] {
  const span = spanOf(sla, calendar);
  const planned = planLadder(ladder.rungs, span);
  const board = planned.findLast(({ level }) => level === 'L5')?.at ?? null;
  const lapse = lapseAt(span, ladder, board, calendar);
  return ladder.rungs.flatMap(({ id }, i) => {
    const at = planned.find((rung) => rung.id === id)?.at;
    const path = ['ladders', name, 'rungs', i, 'at'];
    if (at === undefined) return [problem('ladders.yaml', path, `the rung "${id}" can't be reached: it would be due before the obligation opens`, `write less than its time, ${JSON.stringify(sla)}`)];
    if (lapse === null || at <= lapse) return [];
    return [problem('ladders.yaml', path, `the rung "${id}" can't be reached: the request lapses before`, 'let it be due earlier, or let the request lapse later or never')];
  });
}
