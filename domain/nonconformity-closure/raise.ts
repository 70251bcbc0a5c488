import type { Likeness, NcRaise } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { somebody } from '../actors.ts';
import type { Decision, NonconformityFact } from '../aggregate.ts';
import { alikeTo } from './alike.ts';
import { rulesOf, wrongState, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { unknownSystem } from './extent.ts';
import { nearMissesSince } from './near-misses.ts';
import { suggestRecurrence } from './recur.ts';
import { evidenceRefusal, holding } from './who.ts';

/** Likely duplicates beyond these would be no help to whoever looks through them. */
const SUGGESTED = 20;

/** Anybody who works here raises a nonconformity, or a machine on their behalf; the coordinator owes its classification. */
export function raise(draft: Case, body: NcRaise): Decision {
  const { state, context } = draft;
  if (state.exists) return { refused: 'already_exists', detail: `nonconformity ${state.id} exists already` };
  if (context.policy.nonconformities === undefined) return { refused: 'unknown_policy', detail: 'the policy in force says nothing of nonconformities; activate one with a nonconformities.yaml' };
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const wrong = misplaced(draft, body) ?? evidenceRefusal(draft, body.evidence);
  if (wrong) return wrong;
  const alike = likeOf(draft, body);
  draft.add('nonconformity.raised', findingOf(draft, body, person, alike));
  if (body.near_miss) promoteIfRepeated(draft, alike);
  else oweClassification(draft);
  return draft.done({ id: state.id, state: draft.state.status, alike });
}

function findingOf({ context }: Case, body: NcRaise, person: string, alike: Likeness[]) {
  const { class: proposed_class = null, system_id = null, unit = null, source_case = null, vendor = null, deadline = null, found_at = context.now, ...said } = body;
  return { ...said, proposed_class, system_id, unit, source_case, vendor, deadline, found_at, person, policy_digest: context.policy.digest, alike };
}

/** What a finding can't be about, or can't have happened when it says. */
function misplaced({ context }: Case, body: NcRaise): Refusal | null {
  const { system_id, systems, unit, found_at, deadline } = body;
  const refuse = (pointer: string, detail: string): Refusal => ({ refused: 'invalid', detail, pointer });
  if (system_id !== undefined && unit !== undefined) return refuse('/unit', 'a finding is about a system or about a unit: a system\'s unit is its own, so leave "unit" out');
  if (unit !== undefined && !context.directory.units.some(({ id }) => id === unit)) return refuse('/unit', `there is no unit "${unit}"; the directory has ${context.directory.units.map(({ id }) => id).join(', ')}`);
  if (found_at !== undefined && found_at > context.now) return refuse('/found_at', `it can't be found at ${found_at}, which is still to come; now is ${context.now}`);
  if (deadline !== undefined && deadline <= (found_at ?? context.now)) return refuse('/deadline', `a deadline comes after the finding at ${found_at ?? context.now}`);
  return unknownSystem(context, system_id === undefined ? [] : [system_id], '/system_id') ?? unknownSystem(context, systems, '/systems');
}

function likeOf({ state, context }: Case, body: NcRaise): Likeness[] {
  const { title, controls, clauses, system_id, systems } = body;
  const about = [...new Set([...(system_id === undefined ? [] : [system_id]), ...systems])];
  const others = (context.nonconformities ?? []).filter(({ id }) => id !== state.id);
  return alikeTo({ title, controls, clauses, systems: about, cause_class: null }, others, rulesOf(context.policy)).slice(0, SUGGESTED);
}

/** The coordinator owes a class, in the time that the proposed one gives (§3 defaults); what may be a repetition is suggested. */
function oweClassification(draft: Case): void {
  const { coordinator_role, classify } = draft.rules;
  const sla = classify[draft.state.raised?.proposed_class ?? 'unknown'];
  oweInTime(draft, { kind: 'classification', subject: {}, owed_by: { role: coordinator_role }, sla });
  suggestRecurrence(draft);
}

/** With so many like ones inside the policy's window a near-miss is a nonconformity; not again while one that they made is open. */
function promoteIfRepeated(draft: Case, alike: readonly Likeness[]): void {
  const { context, rules } = draft;
  const since = nearMissesSince(context.policy, rules, context.now);
  const ids = new Set(alike.map(({ id }) => id));
  const near = (context.nonconformities ?? []).filter(({ id, near_miss, raised_at }) => near_miss && ids.has(id) && raised_at >= since);
  const like = near.filter(({ status }) => status === 'near_miss').map(({ id }) => id);
  if (near.some(isWorkedOnAlready) || like.length + 1 < rules.near_miss.promote_at) return;
  draft.add('near_miss.promoted', { person: null, rule: 'near_miss.promote_at', like, reason: null });
  oweClassification(draft);
}

const isWorkedOnAlready = ({ status, closed_at }: NonconformityFact): boolean => status !== 'near_miss' && closed_at === null;

/** The coordinator makes a nonconformity of a near-miss. */
export function promote(draft: Case, { reason }: { readonly reason: string }): Decision {
  if (draft.state.status !== 'near_miss') return wrongState(draft.state, 'a near-miss');
  const person = holding(draft, [draft.rules.coordinator_role], 'making a nonconformity of a near-miss');
  if (typeof person !== 'string') return person;
  draft.add('near_miss.promoted', { person, rule: 'by_hand', like: [], reason });
  oweClassification(draft);
  return draft.done({ state: draft.state.status });
}
