import { NC_CLASSES, type NcClass } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Decision, NonconformityFact } from '../aggregate.ts';
import { blockers } from './blockers.ts';
import { withdrawAll, wrongState, type Case } from './case.ts';
import { beyond, namedExtent } from './extent.ts';
import { undecided } from './questions.ts';
import { weighsLess } from './requirement.ts';
import { mustBeSystemic } from './recur.ts';
import { isOver, type NonconformityState } from './state.ts';
import { coordinating, independent, weakToRelease } from './who.ts';

/**
 * The coordinator has another nonconformity carry this one on: a duplicate, or the same cause across units (§3). Refused
 * where the other would hold less: it is over, less grave, binds less, has more time, asks for no systemic cause where this one
 * does, does not hold what this one does, or does not reach every system that this one does. And while somebody still has to
 * judge its risk, its class, what it repeats or whether it is one at all.
 */
export function merge(draft: Case, { into, reason }: { readonly into: string; readonly reason: string }): Decision {
  const { state, context } = draft;
  if (isOver(state)) return wrongState(state, 'one that is not over');
  const person = independent(draft, coordinating(draft), 'merging nonconformities');
  if (typeof person !== 'string') return person;
  const other = context.nonconformities?.find(({ id }) => id === into);
  const fault = into === state.id ? refused('invalid', 'a nonconformity is merged into another one, not into itself') : targetFault(draft, into, other);
  if (fault) return fault;
  const open = undecided(state, into);
  if (open) return open;
  const weak = weakToRelease(draft, 'a nonconformity that holds a gate is merged');
  if (weak) return weak;
  draft.add('nonconformity.merged', { person, reason, into });
  withdrawAll(draft, 'merged');
  return draft.done({ state: draft.state.status, into });
}

const refused = (code: 'invalid' | 'unknown_case' | 'wrong_state', detail: string): Refusal => ({ refused: code, detail, pointer: '/into' });
const rank = (of: NcClass | null): number => (of === null ? NC_CLASSES.length : NC_CLASSES.indexOf(of));

function targetFault({ state }: Case, into: string, other: NonconformityFact | undefined): Refusal | null {
  if (!other) return refused('unknown_case', `there is no nonconformity ${into} of late; GET /v1/nonconformities lists them`);
  if (isOver(other) || other.status === 'risk_accepted') return refused('wrong_state', `${into} is "${other.status}"; merge into one that is worked on, or reopen it first`);
  const least = state.class ?? state.raised?.proposed_class ?? null;
  const theirs = other.class ?? (state.class === null ? (other.proposed_class ?? null) : null);
  if (rank(theirs) > rank(least)) return refused('wrong_state', `${into} is ${theirs === null ? 'not classified' : `only "${theirs}"`}; class it at least "${least ?? ''}" first, so that no gate opens by merging`);
  if (weighsLess(other.requirement ?? 'internal', state.requirement)) return refused('wrong_state', `${into} is not against a ${state.requirement} requirement, as this is; classify it so first`);
  return marksFault(state, into, other) ?? reachFault(state, into, other);
}

/** What this one must meet and the other need not: a deadline from outside (§3 certification body, contract), and a systemic cause (R-46). */
function marksFault(state: NonconformityState, into: string, other: NonconformityFact): Refusal | null {
  const deadline = state.raised?.deadline ?? null;
  const theirs = other.deadline ?? null;
  if (deadline !== null && (theirs === null || theirs > deadline)) {
    return refused('wrong_state', `this is due outside by ${deadline} and ${into} ${theirs === null ? 'by no such deadline' : `only by ${theirs}`}; merge ${into} into this one instead`);
  }
  if (!mustBeSystemic(state) || other.systemic === true) return null;
  return refused('wrong_state', `this repeats an earlier one and needs a systemic cause, which ${into} is not asked for; confirm there what it repeats with "decide-recurrence", or merge ${into} into this one`);
}

/** What this one reaches or holds shut at present and the other does not: one whose evidence is verified holds nothing any more (§1.21). */
function reachFault(state: NonconformityState, into: string, other: NonconformityFact): Refusal | null {
  const unreached = state.systems.filter((system) => !other.systems.includes(system));
  if (unreached.length > 0) return refused('wrong_state', `${into} does not reach ${unreached.join(', ')}; classify it with these systems first, so that no gate opens by merging`);
  const opened = beyond(blockers(state).map(({ extent }) => extent), other.holds ?? []);
  if (opened.length === 0) return null;
  return refused('wrong_state', `${into} is "${other.status}" and holds ${opened.map(namedExtent).join(', ')} no more; reopen it first, or close this one by its own actions, so that no gate opens by merging`);
}
