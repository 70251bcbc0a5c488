import { NC_CLASSES, type NcClass, type NonconformityCommandBody } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { strangerIn } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { managerOf } from '../directory.ts';
import { latest } from '../time/instant.ts';
import { blockers } from './blockers.ts';
import { settle, wrongState, type Case } from './case.ts';
import { settleClosure } from './closure.ts';
import { stepsDue, type StepsDue } from './clock.ts';
import { lacking } from './depth.ts';
import { beyond, extentWith, reachOf, unknownSystem, wideWith } from './extent.ts';
import { followClass, oweSteps } from './owed-steps.ts';
import { asksReassessment, oweReassessment } from './reassess.ts';
import { proposeMajor } from './recur.ts';
import { reopenCase } from './reopen.ts';
import { weighsLess } from './requirement.ts';
import { everOwned } from './separation.ts';
import { isWorkedOn, openOf, planNow, raiseProposed, type NonconformityState } from './state.ts';
import { coordinating, holding, holdersOf, weakToRelease } from './who.ts';

type Body = NonconformityCommandBody<'classify'>;

/**
 * The coordinator says of which class it is, who owns it and how far it reaches; later once more, to change any of these
 * . From the first classification on the steps up to the plan are owed, all at once (§3 defaults). It is also the word
 * on a raise that a rule proposed: class it so, or as it is, with the reason.
 */
export function classify(draft: Case, body: Body): Decision {
  const { state, context } = draft;
  const first = state.classified === null;
  if (state.status !== 'raised' && (!isWorkedOn(state) || state.status === 'risk_accepted')) return wrongState(state, 'one that is raised or worked on; "promote" a near-miss, "reopen" what is over or accepted');
  const person = holding(draft, coordinating(draft, 'classification'), 'classifying');
  if (typeof person !== 'string') return person;
  const wrong =
    strangerIn(context, [{ id: body.owner, pointer: '/owner' }, { id: body.accountable, pointer: '/accountable' }]) ?? unknownSystem(context, body.systems ?? [], '/systems') ?? reachless(draft, body) ?? lowering(draft, body, person);
  if (wrong) return wrong;
  const row = draft.rules.classes[body.class];
  const due = dueBy(draft, body);
  draft.add('nonconformity.classified', {
    class: body.class,
    severity: body.severity ?? state.severity,
    requirement: body.requirement ?? state.requirement,
    owner: body.owner,
    accountable: body.accountable ?? managerOf(context.directory, body.owner, context.now) ?? body.owner,
    systems: extentWith(state, body.systems),
    due,
    effect_on_gates: row.effect_on_gates,
    wide: wideWith(state, body.systems),
    person,
    reason: body.reason,
  });
  settle(draft, openOf(draft.state, 'classification')?.id, 'met', 'classified');
  if (first) oweSteps(draft);
  else followClass(draft, state, due, body.reason);
  deepen(draft);
  reassessRisk(draft, first, body.reassess_risk);
  proposeMajor(draft);
  settleClosure(draft);
  return draft.done({ state: draft.state.status, class: body.class, due });
}

/** When the steps are due: another owner changes no instant (§0.03), another class counts them anew, from the beginning of the cycle. */
function dueBy(draft: Case, body: Body): StepsDue {
  const { state, context, rules } = draft;
  if (state.classified !== null && body.class === state.class && state.cycle === 1) return state.classified.due;
  return stepsDue(draft, rules.classes[body.class], body.owner, latest([state.classified?.at, state.reopened.at(-1)?.at]) ?? context.now);
}

const isLower = (one: NcClass, other: NcClass): boolean => NC_CLASSES.indexOf(one) > NC_CLASSES.indexOf(other);

/** A class that halts halts something: the systems that are named, or the unit or the organisation that it is about (§1.T2). */
function reachless({ state, rules }: Case, { class: of, systems }: Body): Refusal | null {
  const reach = reachOf(extentWith(state, systems), wideWith(state, systems));
  if (rules.classes[of].effect_on_gates !== 'halt' || reach.length > 0) return null;
  return { refused: 'invalid', detail: `a nonconformity of class ${of} holds the systems that it reaches, and this names none; name those that rely on what was not fulfilled`, pointer: '/systems' };
}

/** Whether a gate that it holds shut is let go: by a lighter class, or by what is left out of its extent (§1.21). */
function letsGo({ state, rules }: Case, body: Body): boolean {
  const held = blockers(state).map(({ extent }) => extent);
  const kept = reachOf(extentWith(state, body.systems), wideWith(state, body.systems));
  return held.length > 0 && (rules.classes[body.class].effect_on_gates !== 'halt' || beyond(held, kept).length > 0);
}

/**
 * Who owns the case, ever owned it, will own it or owns one of its actions never lowers its class, declines to raise it,
 * makes a lighter requirement of it or frees a gate from it, whatever else they are (§3 class). Anybody who frees a gate proves who they are as for a vote.
 */
function lowering(draft: Case, body: Body, person: string): Refusal | null {
  const { state } = draft;
  const now = state.class ?? state.raised?.proposed_class ?? null;
  const frees = letsGo(draft, body);
  const loosens = body.requirement !== undefined && weighsLess(body.requirement, state.requirement);
  if (!frees && !loosens && !declines(state, body) && (now === null || !isLower(body.class, now))) return null;
  if ([...everOwned(state), body.owner].includes(person)) return theirOwn(draft, body, now);
  return frees ? weakToRelease(draft, 'a gate that a nonconformity holds is let go') : null;
}

/** Whether a graver class is proposed and it is classed below it. */
function declines(state: NonconformityState, { class: as }: Body): boolean {
  const raise = raiseProposed(state);
  return raise !== undefined && isLower(as, raise);
}

function theirOwn(draft: Case, body: Body, now: NcClass | null): Refusal {
  const { state } = draft;
  const roles = coordinating(draft, 'classification');
  const own = [...everOwned(state), body.owner];
  const may = holdersOf(draft, roles).filter((each) => !own.includes(each));
  const [what, pointer] = lowered(state, body, now);
  const who = may.length > 0 ? `: ${may.join(', ')}` : '; there is none at present, so keep it as it is until somebody else holds such a role';
  return { refused: 'separation_of_duties', detail: `nobody ${what} is for somebody else of ${roles.join(', ')}${who}`, pointer, extra: { may } };
}

/** What is lowered, as a refusal names it, and the field that does. */
function lowered(state: NonconformityState, body: Body, now: NcClass | null): [what: string, pointer: string] {
  const { requirement } = state;
  if (now !== null && isLower(body.class, now)) return [`lowers the class of their own case: from ${now} to ${body.class}`, '/class'];
  if (declines(state, body)) return [`declines a raise of their own case: to leave it below ${raiseProposed(state) ?? ''}`, '/class'];
  if (body.requirement !== undefined && weighsLess(body.requirement, requirement)) return [`makes a lighter requirement of their own case: from ${requirement} to ${body.requirement}`, '/requirement'];
  return ['takes a system out of the extent of their own case: this', '/systems'];
}

/** What asks for it by itself, and what the coordinator says so of, needs the risk judged anew. */
function reassessRisk(draft: Case, first: boolean, asked: boolean | undefined): void {
  const rule = first ? asksReassessment(draft) : null;
  if (asked === true) oweReassessment(draft, 'asked_by_coordinator');
  else if (rule !== null) oweReassessment(draft, rule);
}

const PLANNED: readonly NonconformityState['status'][] = ['plan_review', 'implementing', 'verify_evidence', 'effectiveness_wait', 'effectiveness_check'];

/**
 * A plan or a cause that a lighter class let pass holds less than the graver one asks for: a new cycle begins, with a cause
 * and a plan of its own (§3). While no plan is submitted, the deeper cause is only owed.
 */
function deepen(draft: Case): void {
  const { state, row } = draft;
  if (!PLANNED.includes(state.status)) return;
  const unchecked = row.effectiveness_wait !== null && planNow(state)?.effectiveness == null;
  if (unchecked || lacking(draft) !== null) reopenCase(draft, { rule: '§3.class_raised', person: null, reason: null });
}
