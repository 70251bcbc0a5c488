import { voices } from '../../domain/authority/eligibility.ts';
import { laneCalendar } from '../../domain/directory.ts';
import { deploymentApproval } from '../../domain/deployment-approval/index.ts';
import { countingVotes, current, isApproved, isLive } from '../../domain/deployment-approval/state.ts';
import { pendingRungs } from '../../domain/ladder/plan.ts';
import { percentOf, workingTimeBetween } from '../../domain/time/calendar.ts';
import { canFill } from './filling.ts';
import type { World } from './world.ts';

/** What must hold of a case at every moment, whatever people, timers and outages did (design §11). Each throws what is broken. */
const fail = (what: string): never => {
  throw new Error(what);
};

type Sought = Pick<World, 'state' | 'facts' | 'now' | 'events' | 'messages' | 'agenda'>;

/** Lanes as the reference sees them, by the votes alone: delegator and delegate are one, whoever is recused speaks for nobody. */
function lanes({ state }: Sought) {
  const voice = voices(state.votes.filter((v) => v.weight === 'counts' && v.verdict !== 'recuse'));
  return state.lanes
    .filter((l) => !l.committee && l.state !== 'overridden')
    .map((l) => ({ ...l, by: [...new Set(countingVotes(state, l.lane).filter((v) => v.verdict.startsWith('approve')).map((v) => voice(v.person)))] }));
}

/** The lanes that passed can be filled together by different people, and no open one beside them: no more and no fewer pass. */
function matching(world: Sought): void {
  if (world.state.status !== 'in_review') return;
  const all = lanes(world);
  const passed = all.filter((l) => l.state === 'passed');
  if (!canFill(passed)) fail(`these passed and can't be filled by different people: ${JSON.stringify(passed.map((l) => [l.lane, l.by]))}`);
  const more = all.find((l) => l.state === 'open' && canFill([...passed, l]));
  if (more) fail(`${more.lane} is open although ${more.by.join(', ')} fill it beside ${passed.map((l) => l.lane).join(', ')}`);
}

/** Silence never opens a gate: an approval stands on enough people per lane, none of whom made what is judged, and on this package. */
function approval(world: Sought): void {
  const { state } = world;
  if (!state.decided || !(isApproved(state) || isLive(state))) return;
  if (state.lanes.length === 0) fail('approved without a lane');
  if (!canFill(lanes(world))) fail(`approved without enough people: ${JSON.stringify(lanes(world).map((l) => [l.lane, l.needed, l.by]))}`);
  const { package_digest, authors, manifest, asked_by } = current(state);
  const makers = [state.requester, asked_by, ...authors, ...manifest.validated_by];
  for (const vote of state.votes.filter((v) => v.weight === 'counts' && v.verdict.startsWith('approve'))) {
    if (makers.includes(vote.person) || makers.includes(vote.on_behalf_of)) fail(`approved by ${vote.person}, who made it`);
    if (vote.package_digest !== package_digest) fail('an approval stands on another package');
  }
  for (const { lane } of state.lanes.filter((l) => l.committee && l.state !== 'overridden')) {
    const minuted = world.events.findLast((e) => e.type === 'committee.minuted' && e.body['lane'] === lane);
    if (minuted?.body['passed'] !== true) fail(`the lane ${lane} passed without minutes`);
  }
}

/** Somebody owes whatever the review waits for: one obligation per open lane, none waiting, none twice. */
function owed({ state }: Sought): void {
  const open = state.obligations.filter((o) => o.state === 'open' || o.state === 'paused');
  for (const lane of state.lanes) {
    const signOffs = open.filter((o) => o.kind === 'sign_off' && o.subject['lane'] === lane.lane);
    const decided = state.outcome !== null || isApproved(state) || isLive(state);
    if (decided ? signOffs.length > 0 : signOffs.length !== (lane.state === 'open' ? 1 : 0)) fail(`${signOffs.length} open sign-offs for ${lane.lane}, which is ${lane.state} in a case ${state.status}`);
    if (state.status === 'in_review' && lane.state === 'waiting') fail(`${lane.lane} waits and nobody owes it`);
  }
  for (const o of open.filter((each) => each.kind === 'escalation' && each.subject['source'] !== undefined)) {
    if (!open.some((source) => source.id === o.subject['source'])) fail(`an escalation outlives ${o.subject['source'] ?? ''}`);
  }
  if (state.status === 'closed' && open.length > 0) fail('closed with something owed');
}

/** No clock stands still for more than its one SLA, or without an instant at which somebody looks. */
function pauses(world: Sought): void {
  const { state, facts, now } = world;
  for (const o of state.obligations.filter((each) => each.kind === 'sign_off' && each.pauses.length > 0 && each.version < 20 && typeof each.sla === 'object')) {
    const calendar = laneCalendar(facts.policy, o.subject['lane'] ?? '');
    const whole = workingTimeBetween(o.opened_at, percentOf(o.opened_at, o.sla ?? '', 100, calendar), calendar);
    const used = o.pauses.reduce((ms, p) => ms + workingTimeBetween(p.from, p.until ?? now, calendar), 0);
    // the sweep may come half a minute late
    if (used > whole + 31_000) fail(`the clock of ${o.id} stood still for ${used / 3_600_000} h of ${whole / 3_600_000} h`);
  }
  if (state.obligations.some((o) => o.state === 'paused') && world.agenda().wake_at === null) fail('a clock stands still for ever');
}

/** Every rung fires once, and the next one has a timer. */
function ladders(world: Sought): void {
  const { state } = world;
  const wake = world.agenda().wake_at;
  for (const o of state.obligations) {
    if (new Set(o.fired.map((r) => r.id)).size !== o.fired.length) fail(`a rung of ${o.id} fired twice`);
    const next = pendingRungs(o)[0];
    if (next && state.status !== 'closed' && (wake === null || wake > [...pendingRungs(o)].map((r) => r.at).sort()[0]!)) fail(`the rung ${next.id} of ${o.id} has no timer`);
  }
}

/** No rung comes before its instant, unless nobody heard the one before it or the opening. */
function early({ events }: Sought, since: number): void {
  for (const e of events.slice(since).filter(({ type, at, body }) => type === 'rung.fired' && at < String(body['planned_at']))) {
    const heard = events.filter(({ body }) => body['obligation_id'] === e.body['obligation_id'] || body['id'] === e.body['obligation_id']);
    if (!heard.some(({ body }) => Array.isArray(body['to']) && body['to'].length === 0)) fail(`the rung ${String(e.body['rung'])} came early`);
  }
}

/** A case lapses after the board was told, never before its whole time. */
function lapse({ state, events }: Sought, since: number): void {
  const lapsed = events.slice(since).find((e) => e.type === 'deployment.lapsed');
  const o = lapsed && state.obligations.find((each) => each.id === lapsed.body['obligation_id']);
  const called = o?.kind === 'escalation' && o.subject['level'] === 'L5' && o.subject['board'] === undefined ? [{ at: o.opened_at }] : [];
  const [board] = [...(o?.fired.filter((r) => r.level === 'L5' && r.to.length > 0) ?? []), ...called];
  if (lapsed && (!board || board.at >= lapsed.at)) fail('lapsed before the board was told');
}

/** No message has a key that was used, and one commit tells a person of one obligation at most once for its rungs. */
export function messages({ messages: all }: Sought, since: number, used: Set<string>): void {
  const fresh = all.slice(since);
  for (const { key } of fresh) if (used.size === used.add(key).size) fail(`two messages with the key ${key}`);
  const rungs = fresh.filter((m) => m.about['rung'] !== undefined).map((m) => `${m.obligation_id ?? ''} ${m.recipient}`);
  if (new Set(rungs).size !== rungs.length) fail(`one commit tells somebody twice: ${rungs.join(', ')}`);
}

/** The record alone makes the state: folded again from the beginning, through JSON, it is the same. */
export function refolds({ state, events }: Sought): void {
  const again = (JSON.parse(JSON.stringify(events)) as typeof events).reduce(deploymentApproval.evolve, deploymentApproval.initial(state.id));
  if (JSON.stringify(again) !== JSON.stringify(state)) fail('the record folds to another state');
}

/** After the driver looked, nothing that was due is left. */
export function nothingDue({ state, now }: Sought): void {
  const missed = state.obligations.flatMap(pendingRungs).find((rung) => rung.at <= now);
  if (missed) fail(`the rung ${missed.id} was due at ${missed.at} and did not fire at ${now}`);
}

/** All of them; `since` is where the events of the last step begin. */
export function invariants(world: Sought, since: number): void {
  for (const check of [matching, approval, owed, pauses, ladders, early, lapse]) check(world, since);
  if (world.state.last_at !== null && world.state.last_at > world.now) fail('the record runs ahead of the clock');
  for (const lane of world.state.lanes) {
    const people = countingVotes(world.state, lane.lane).filter((v) => v.verdict !== 'request_changes').map((v) => v.person);
    if (new Set(people).size !== people.length) fail(`two votes of one person in ${lane.lane}`);
  }
}
