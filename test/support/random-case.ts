import type { Blocker } from '../../contracts/blocker.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { current } from '../../domain/deployment-approval/state.ts';
import { addMs } from '../../domain/time/instant.ts';
import { digest, World } from './world.ts';

/** One step of a random case: which, and two choices within it. */
export interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
}

const HOUR = 3_600_000;
const PEOPLE = ['ruth', 'rohan', 'renate', 'noor', 'rafael', 'theo', 'tess', 'tariq', 'tilda', 'bela', 'yann', 'bruno', 'lena', 'leon', 'paula', 'priya', 'sam', 'maya', 'viktor', 'ines', 'mira', 'dana', 'sabine'];
const VERDICTS = ['approve', 'approve', 'approve_with_conditions', 'request_changes', 'abstain', 'recuse', 'reject', 'reject', 'withdraw'];
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

const CONDITIONS = [
  { type: 'before_deploy', title: 'first', owner: 'bruno', criteria: 'c' },
  { type: 'within', title: 'soon', owner: 'tilda', criteria: 'c', within: 'P5D' },
  { type: 'ongoing', title: 'again', owner: 'gregor', criteria: 'c', every: 'P20D' },
];

const open = (world: World, kind: string, n: number): string => {
  const found = world.state.obligations.filter((o) => o.kind === kind && (o.state === 'open' || o.state === 'paused'));
  return found.length === 0 ? 'obl_none' : pick(found, n).id;
};
const later = (world: World, n: number): Instant => addMs(world.now, ((n % 900) + 1) * HOUR);

function vote(world: World, a: number, b: number): void {
  const { lane } = pick(world.state.lanes, a);
  const verdict = pick(VERDICTS, b);
  world.vote(pick(PEOPLE, a + b * 7), lane, verdict, { reason: 'so', ...(verdict === 'approve_with_conditions' ? { conditions: [pick(CONDITIONS, a)] } : {}) });
}

/** The obvious next thing, so that cases get far. */
function goOn(world: World, { a, b }: Step): void {
  const { state } = world;
  if (state.status === 'checking') world.check(b % 7 === 0 ? 'fail' : 'pass');
  else if (state.status === 'in_review') world.approveAll();
  else if (state.permit?.state === 'used') world.as('mira', 'confirm-live', { digests: state.permit.digests });
  else if (state.permit?.state === 'issued') world.as('mira', 'use-permit', { permit_id: state.permit.id });
  else world.as('mira', 'issue-permit');
  if (a % 3 === 0) world.as('sam', 'consent', { reason: 'r' });
}

function blocker(world: World, { a, b }: Step): void {
  const added: Blocker = {
    id: `blk_${a}`, kind: 'risk', extent: { scope: 'organisation' }, holds: ['gate', 'permit', 'live'], owner: 'maya', title: 't', link: '/v1/x', raised_at: world.now,
    source_case: null, ends_by: 'cure', dormant_until: b % 2 === 0 ? later(world, b) : null,
  };
  const waiver = { id: `wvr_${a}`, blocker_id: added.id, system_id: null, until: later(world, a), granted_by: 'viktor' };
  world.facts = { ...world.facts, blockers: [...world.facts.blockers.slice(-1), added], waivers: a % 3 === 0 ? [waiver] : [] };
}

/** Somebody is away, gives leave to sign, or leaves: known now, true later. */
function people(world: World, { op, a, b }: Step): void {
  const { directory } = world.facts;
  const [starts_at, until] = [later(world, a), addMs(later(world, a), ((b % 300) + 1) * HOUR)];
  const absence = { person: pick([...PEOPLE, 'bruno', 'mira', 'gregor'], a), starts_at, until, deputy: pick(PEOPLE, b) };
  const delegation = { from: pick(['ruth', 'theo', 'bela', 'lena'], a), to: pick(['devon', 'gregor'], b), lane: pick(['risk', 'technical', 'business', 'legal'], a), starts_at, until, keep_informed: false };
  const leaver = pick(PEOPLE, a + b);
  const change = [
    { absences: [...directory.absences, absence] },
    { delegations: [...directory.delegations, delegation] },
    { people: directory.people.map((p) => (p.id === leaver ? { ...p, left_on: starts_at.slice(0, 10) } : p)) },
  ][op % 3];
  world.facts = { ...world.facts, directory: { ...directory, ...change } };
}

const ACTS: readonly ((world: World, step: Step) => void)[] = [
  goOn,
  goOn,
  goOn,
  goOn,
  (world, { a, b }) => vote(world, a, b),
  (world, { a, b }) => vote(world, b, a),
  (world, { a }) => world.as('mira', 'revise', { version_id: pick(['ver_1', 'ver_2', 'ver_code'], a), reason: 'r' }),
  (world, { a, b }) => world.as(pick(PEOPLE, b), 'ask', { obligation_id: open(world, 'sign_off', a), question: 'q' }),
  (world, { a }) => world.as('mira', 'answer', { obligation_id: open(world, 'answer', a), answer: 'a' }),
  (world, { a }) => world.as(a % 5 === 0 ? 'mira' : 'x', 'withdraw', { reason: 'r' }),
  (world) => world.as('dana', 'resubmit', { reason: 'r' }),
  (world, { a, b }) => world.as(pick(['viktor', 'ines', 'gregor', 'rafael'], a), b % 2 === 0 ? 'override-veto' : 'set-tier', b % 2 === 0 ? { reason: 'r' } : { tier: pick(['low', 'medium', 'high'], a), reason: 'r' }),
  (world, { a }) => (a % 4 === 0 ? world.as('maya', 'revoke', { reason: 'r' }) : goOn(world, { op: 0, a, b: 1 })),
  (world, { a, b }) => {
    const owed = world.state.obligations.find((o) => o.id === open(world, 'condition', a));
    world.as(owed?.to[0] ?? 'x', 'complete', { obligation_id: owed?.id ?? 'x', evidence: [digest('model_card')], comment: 'c' });
    world.as(pick(PEOPLE, b), b % 3 === 0 ? 'return' : 'accept', { obligation_id: open(world, 'condition_review', a), reason: 'r' });
  },
  (world, { a }) => world.as('maya', 'extend', { obligation_id: open(world, pick(['sign_off', 'condition', 'revision'], a), a), until: later(world, a), reason: 'r' }),
  (world, { a }) => world.as('maya', 'reassign', { obligation_id: open(world, pick(['condition', 'revision', 'answer'], a), a), to: pick(PEOPLE, a), reason: 'r' }),
  (world, { a, b }) => world.as(pick(PEOPLE, a), 'snooze', { obligation_id: open(world, 'sign_off', b), for: 'PT2H', reason: 'r' }),
  (world) => world.as('sabine', 'complete', { obligation_id: open(world, 'escalation', 0), evidence: [], comment: 'noted' }),
  (world, { a, b }) => {
    world.as('sabine', 'minutes', { obligation_id: open(world, 'minutes', a), attendance: PEOPLE, minutes: 'm' });
    vote(world, 6, b);
  },
];

/** A system, a tier and a request by choice, as far along as chosen: asked for, in review, approved with conditions, live. */
export function randomCase(a: number, b: number): World {
  const dependencies = b % 4 === 0 ? [{ name: 'base', kind: 'model' as const, pinned: false }] : [];
  const world = new World(pick(['low', 'medium', 'high'] as const, a), { approvals: b % 11 === 0 ? 0 : 1 }, { dependencies });
  world.request(a % 4 === 0 ? { fixes: 'inc_00000000000000000000000001' } : {});
  if (b % 5 === 0) return world;
  world.check();
  if (b % 5 === 1) return world;
  world.as('sam', 'consent', { reason: 'r' });
  world.vote('tess', 'technical', 'approve_with_conditions', { conditions: CONDITIONS.slice(b % 5 === 2 ? 0 : 1) });
  world.approveAll();
  if (b % 5 > 2) for (let i = 0; i < 3; i += 1) goOn(world, { op: 0, a: 1, b: 1 });
  return world;
}

/** Does one random step: a command, a moment of the clock, or something that happens elsewhere. */
export function randomStep(world: World, step: Step): void {
  const [kind, act] = [step.op % 10, pick(ACTS, Math.floor(step.op / 10))];
  if (kind < 6) return act(world, step);
  if (kind < 8) {
    const wake = world.agenda().wake_at;
    // on time, or late after an outage
    const then = wake === null || kind === 7 ? later(world, step.a) : wake;
    if (then > world.now) world.now = then;
  } else if (kind === 8) people(world, step);
  else blocker(world, step);
  world.workflow('escalate', { woke_for: null });
}

/** What somebody can see of a case at a glance, for a failing seed. */
export const glance = (world: World): string => `${world.state.status} r${current(world.state).number} at ${world.now}: ${world.agenda().summary}`;
