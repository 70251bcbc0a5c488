import type { DeploymentEventBody, DeploymentEventType } from '../../contracts/deployment-events.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { addDuration } from '../time/calendar.ts';
import type { OwedBy } from '../../contracts/obligation.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import type { Context } from '../aggregate.ts';
import { calendarOf, currentPerson, laneCalendar, managerOf } from '../directory.ts';
import { Draft } from '../draft.ts';
import { closeObligation, isOpen, openObligation, type OpenSpec } from '../obligations/index.ts';
import type { MatterOf } from '../obligations/list.ts';
import { conflicts } from './lanes.ts';
import { evolve } from './evolve.ts';
import { countingVotes, current, laneOf, type DeploymentState } from './state.ts';

/** A deployment case while a command is decided: its events so far and what they made true. */
export class Case extends Draft<DeploymentState> {
  constructor(state: DeploymentState, context: Context) {
    super(state, context, evolve);
  }

  add<T extends DeploymentEventType>(type: T, body: DeploymentEventBody<T>): void {
    this.push({ type, body });
  }
}

/** The gate's time for one lane: what the tier's path gives (§1 lanes by tier). */
export function slaOf(state: DeploymentState, policy: Policy): Duration {
  const path = current(state).manifest.path;
  return policy.tiers.paths[path ?? 'low'].sla;
}

/** Who is concerned by an obligation of the case, beyond what it says itself: a sign-off asks nobody who can't or need not sign any more. */
export const matterOf = (state: DeploymentState, directory: Directory): MatterOf => (obligation) => {
  const common = { unit: state.unit, tier: current(state).manifest.tier };
  if (obligation.kind !== 'sign_off') return { ...common, except: [] };
  const lane = obligation.subject['lane'] ?? '';
  return { ...common, except: [...conflicts(state, directory).keys(), ...spokenIn(state, lane)], also: laneOf(state, lane)?.asked ?? [] };
};

/** Those who had their say in a lane, themselves or through a delegate; in a committee they are still wanted for the minutes. */
function spokenIn(state: DeploymentState, lane: string): string[] {
  const votes = countingVotes(state, lane).filter((v) => v.verdict !== 'request_changes' && (v.verdict === 'recuse' || !laneOf(state, lane)?.committee));
  return votes.flatMap((v) => (v.on_behalf_of === null || v.verdict === 'recuse' ? [v.person] : [v.person, v.on_behalf_of]));
}

/** Opens an obligation with its whole ladder, and yields its id. What somebody would owe who left is the manager's. */
export function owe(draft: Case, spec: OpenSpec): string {
  const { context, state } = draft;
  const id = context.newId('obl');
  draft.push(...openObligation({ ...spec, id, owed_by: heirOf(spec.owed_by, context) }, context, matterOf(state, context.directory)));
  return id;
}

function heirOf(owed_by: OwedBy, { directory, now }: Context): OwedBy {
  if ('role' in owed_by || currentPerson(directory, owed_by.person, now)) return owed_by;
  return { person: managerOf(directory, owed_by.person, now) ?? owed_by.person };
}

/** Who may meet an open obligation that one person owes: that person, and those who were asked in the person's place. */
export function owing(state: DeploymentState, id: string | null): readonly string[] {
  const owed = state.obligations.find((o) => o.id === id && isOpen(o));
  return owed && 'person' in owed.owed_by ? [owed.owed_by.person, ...owed.to] : [];
}

/** Closes an open obligation, and with it the escalations above it (§0.07). */
export function settleObligation(draft: Case, id: string | null, how: 'met' | 'failed' | 'withdrawn', rule: string): void {
  if (id !== null) draft.push(...closeObligation(draft.state.obligations, id, how, rule));
}

/** Ends every obligation of the case that is still open. */
export function withdrawAll(draft: Case, rule: string): void {
  for (const o of draft.state.obligations) {
    if (o.kind !== 'escalation' && isOpen(o)) settleObligation(draft, o.id, 'withdrawn', rule);
  }
}

/** Adds a duration on the case owner's calendar. */
export function after(draft: Case, duration: Duration, from: Instant = draft.context.now): Instant {
  const { policy, directory } = draft.context;
  const owner = currentPerson(directory, draft.state.owner, draft.context.now);
  return addDuration(from, duration, owner ? calendarOf(policy, owner) : laneCalendar(policy, ''));
}

export const wrongState = (state: DeploymentState, wanted: string): Refusal => ({
  refused: 'wrong_state',
  detail: `the case is "${state.status}"; this needs ${wanted}`,
  extra: { state: state.status },
});

/** The answer to whoever comes too late (§1.20): who decided, and when. */
export function alreadyDecided(state: DeploymentState): Refusal {
  const by = state.decided_by;
  const who = by?.person ? ` by ${by.person}` : '';
  return { refused: 'already_decided', detail: by ? `already ${by.what}${who} at ${by.at}` : `the case is ${state.status}`, extra: { state: state.status, ...(by ? { at: by.at } : {}) } };
}
