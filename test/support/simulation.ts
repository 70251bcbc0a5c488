import type { Agenda } from '../../contracts/agenda.ts';
import { VERDICTS } from '../../contracts/deployment-approval.ts';
import { countingVotes, current } from '../../domain/deployment-approval/state.ts';
import { World, type PROFILES } from './world.ts';

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Plan = Omit<Agenda, 'v' | 'rev' | 'tell'>;
const HOUR = 3_600_000;
const SWEEP_MS = 30_000;

/**
 * One case driven as the product drives it: people act on the record, and a driver that holds an agenda acts on timers.
 * The driver crashes and forgets, agendas are lost or arrive out of order, and only the sweep brings them back. After
 * each step the invariants of design §11 are checked.
 */
export class Simulation {
  readonly world: World;
  readonly #random: () => number;
  /** The agenda that the workflow holds; null after a crash, older than the record after a lost signal. */
  #held: { readonly rev: number; readonly plan: Plan } | null = null;
  #rev = 0;
  steps = 0;

  constructor(seed: number, tier: keyof typeof PROFILES) {
    this.#random = random(seed);
    this.world = new World(tier);
    this.world.request();
    this.#committed();
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  /** After a commit the relay hands the agenda over: usually, not always, and sometimes an older one arrives last. */
  #committed(): void {
    this.#rev += 1;
    const chance = this.#random();
    if (chance < 0.8) this.#held = { rev: this.#rev, plan: this.world.agenda() };
  }

  step(): void {
    this.steps += 1;
    const chance = this.#random();
    if (chance < 0.05) this.#held = null;
    else if (chance < 0.45) this.#person();
    else this.#time();
    this.#check();
  }

  #person(): void {
    const { world } = this;
    const people = world.facts.directory.people.map((p) => p.id);
    const person = this.#pick(people);
    const lane = this.#pick(world.state.lanes);
    const obligation = this.#pick<{ readonly id: string }>(world.state.obligations.length > 0 ? world.state.obligations : [{ id: 'obl_none' }]);
    const acts: readonly (() => unknown)[] = [
      () => lane && world.vote(this.#pick([person, ...this.#likely(lane.lane)]), lane.lane, this.#pick(VERDICTS), { reason: 'r' }),
      () => lane && world.vote(this.#pick(this.#likely(lane.lane)), lane.lane, 'approve', { reason: 'r' }),
      () => world.as(person, 'ask', { obligation_id: lane?.obligation_id, question: 'q' }),
      () => world.as('mira', 'answer', { obligation_id: obligation.id, answer: 'a' }),
      () => world.as(person, 'acknowledge', { obligation_id: obligation.id }),
      () => world.as(person, 'snooze', { obligation_id: obligation.id, for: 'PT2H', reason: 'r' }),
      () => (this.#random() < 0.1 ? world.as('mira', 'revise', { version_id: this.#pick(['ver_1', 'ver_2']), reason: 'r' }) : null),
      () => (this.#random() < 0.05 ? world.as('mira', 'withdraw', { reason: 'r' }) : null),
      () => (this.#random() < 0.2 ? world.as('mira', 'resubmit', { reason: 'r' }) : null),
      () => world.as('mira', 'issue-permit'),
      () => world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }),
      () => world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} }),
      () => world.as(person, 'override-veto', { reason: 'r' }),
    ];
    this.#tried(() => this.#pick(acts)());
  }

  #likely(lane: string): readonly string[] {
    const role = this.world.facts.policy.lanes.lanes[lane]?.role;
    const found = this.world.facts.directory.people.filter((p) => p.roles.some((r) => (typeof r === 'string' ? r : r.role) === role)).map((p) => p.id);
    return found.length > 0 ? found : ['maya'];
  }

  /** A refusal must leave the record as it was; anything else is a commit. */
  #tried(act: () => unknown): void {
    const before = this.world.events.length;
    const result = act() as { refused?: string } | null;
    const moved = this.world.events.length > before;
    if (result?.refused !== undefined && moved) throw new Error(`refused (${result.refused}) and yet recorded`);
    if (moved) this.#committed();
  }

  /** Time goes on to the next timer, or to the sweep when the driver is not there or holds an old agenda. */
  #time(): void {
    const { world } = this;
    const owed = world.agenda();
    const due = owed.step ? world.now : owed.wake_at;
    if (due === null || Date.parse(due) - Date.parse(world.now) > 24 * HOUR) return this.#advance(Math.floor(this.#random() * 24 * HOUR));
    const knows = this.#held?.rev === this.#rev || (this.#held !== null && this.#held.plan.wake_at !== null && this.#held.plan.wake_at <= due);
    const late = knows ? 0 : SWEEP_MS;
    const at = new Date(Math.max(Date.parse(due), Date.parse(world.now)) + late).toISOString();
    if (at > world.now) world.now = at;
    this.#held = { rev: this.#rev, plan: owed };
    this.#tried(() => (owed.step ? world.check(this.#random() < 0.95 ? 'pass' : 'fail') : world.workflow('escalate', { woke_for: due })));
  }

  #advance(ms: number): void {
    const target = new Date(Date.parse(this.world.now) + ms).toISOString();
    const wake = this.world.agenda().wake_at;
    this.world.now = wake !== null && wake < target ? (wake > this.world.now ? wake : this.world.now) : target;
  }

  #check(): void {
    const { state, now } = this.world;
    const wake = this.world.agenda().wake_at;
    if (state.status !== 'closed' && state.exists && wake === null && state.obligations.some((o) => o.state === 'open' && o.due_at !== null && o.fired.length < o.rungs.length)) throw new Error('an open ladder without a timer');
    for (const o of state.obligations) {
      if (new Set(o.fired.map((r) => r.id)).size !== o.fired.length) throw new Error(`a rung of ${o.id} fired twice`);
    }
    for (const lane of state.lanes) {
      const voices = countingVotes(state, lane.lane).filter((v) => v.verdict !== 'request_changes').map((v) => v.person);
      if (new Set(voices).size !== voices.length) throw new Error(`two votes of one person in ${lane.lane}`);
    }
    if (state.decided && ['approved', 'conditionally_approved', 'permit_issued', 'live'].includes(state.status)) this.#approvedRightly();
    if (state.last_at !== null && state.last_at > now) throw new Error('the record runs ahead of the clock');
  }

  /** Silence never opens a gate: an approval stands on enough people per lane, no two lanes on the same one. */
  #approvedRightly(): void {
    const { state } = this.world;
    const lanes = state.lanes.filter((l) => !l.committee && l.state !== 'overridden');
    const by = lanes.map((l) => [...new Set(countingVotes(state, l.lane).filter((v) => v.verdict.startsWith('approve')).map((v) => v.person))]);
    const fill = (lane: number, taken: ReadonlySet<string>): boolean => {
      const demand = lanes[lane];
      if (!demand) return true;
      return choose(by[lane] ?? [], demand.needed).some((set) => set.every((p) => !taken.has(p)) && fill(lane + 1, new Set([...taken, ...set])));
    };
    if (!fill(0, new Set())) throw new Error(`approved without enough people: ${JSON.stringify(by)}`);
    if (countingVotes(state, lanes[0]?.lane ?? '').some((v) => v.package_digest !== current(state).package_digest)) throw new Error('an approval stands on another package');
  }
}

function choose(items: readonly string[], n: number): string[][] {
  if (n === 0) return [[]];
  return items.flatMap((item, i) => choose(items.slice(i + 1), n - 1).map((rest) => [item, ...rest]));
}
