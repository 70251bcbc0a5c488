import type { Agenda } from '../../contracts/agenda.ts';
import { VERDICTS } from '../../contracts/deployment-approval.ts';
import { isRefusal, type Decision } from '../../domain/aggregate.ts';
import { invariants, messages, nothingDue, refolds } from './invariants.ts';
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
 * One case driven as the product drives it: people act on the record, the directory changes around them, and a driver
 * that holds an agenda acts on timers. The driver crashes and forgets, agendas are lost or arrive out of order, whole
 * days pass without anybody looking, and only the sweep brings it back. After each step the invariants are checked.
 */
export class Simulation {
  readonly world: World;
  readonly #random: () => number;
  /** The agenda that the workflow holds; null after a crash, older than the record after a lost signal. */
  #held: { readonly rev: number; readonly plan: Plan } | null = null;
  #rev = 0;
  readonly #keys = new Set<string>();
  steps = 0;

  constructor(seed: number, tier: keyof typeof PROFILES) {
    this.#random = random(seed);
    // every fifth system was never approved, so that a high one needs the committee
    this.world = new World(tier, { approvals: seed % 5 === 0 ? 0 : 1 });
    this.world.with({ revote_when_quorum_changes: seed % 2 === 0 });
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
    const before = this.world.events.length;
    const chance = this.#random();
    if (chance < 0.05) this.#held = null;
    else if (chance < 0.08) this.#people();
    else if (chance < 0.09) this.#outage();
    else if (chance < 0.5) this.#person();
    else this.#time();
    invariants(this.world, before);
    if (this.steps % 50 === 0) refolds(this.world);
  }

  #person(): void {
    const { world } = this;
    const person = this.#pick(world.facts.directory.people).id;
    const lane = this.#pick(world.state.lanes);
    const obligation = this.#pick<{ readonly id: string }>(world.state.obligations.length > 0 ? world.state.obligations : [{ id: 'obl_none' }]);
    const rare = (chance: number, act: () => Decision) => () => (this.#random() < chance ? act() : null);
    const acts: readonly (() => Decision | null)[] = [
      () => world.vote(this.#pick([person, ...this.#likely(lane?.lane)]), lane?.lane ?? '', this.#pick(VERDICTS), { reason: 'r' }),
      () => world.vote(this.#pick(this.#likely(lane?.lane)), lane?.lane ?? '', 'approve', { reason: 'r' }),
      () => world.vote(this.#pick(this.#likely(lane?.lane)), lane?.lane ?? '', this.#pick(['approve', 'abstain', 'recuse', 'withdraw']), { reason: 'r' }),
      () => this.#agreeable(),
      () => world.as(this.#pick(this.#likely(lane?.lane)), 'ask', { obligation_id: lane?.obligation_id, question: 'q' }),
      () => world.as('mira', 'answer', { obligation_id: obligation.id, answer: 'a' }),
      () => world.as(person, 'acknowledge', { obligation_id: obligation.id }),
      () => world.as(person, 'snooze', { obligation_id: obligation.id, for: 'PT2H', reason: 'r' }),
      () => world.as('sabine', 'minutes', { obligation_id: obligation.id, attendance: [person, 'maya'], minutes: 'm' }),
      rare(0.1, () => world.as('maya', 'extend', { obligation_id: obligation.id, until: this.#later(30 * 24), reason: 'r' })),
      rare(0.2, () => world.as('maya', 'reassign', { obligation_id: obligation.id, to: person, reason: 'r' })),
      rare(0.2, () => world.as('mira', 'revise', { version_id: this.#pick(['ver_1', 'ver_2', 'ver_code']), reason: 'r' })),
      rare(0.05, () => world.as('mira', 'withdraw', { reason: 'r' })),
      rare(0.2, () => world.as(this.#pick(['rafael', 'viktor', 'maya']), 'set-tier', { tier: this.#pick(['medium', 'high']), reason: 'r' })),
      rare(0.3, () => world.as('mira', 'resubmit', { reason: 'r' })),
      () => world.as('mira', 'issue-permit'),
      () => world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }),
      () => world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} }),
      () => world.as(this.#pick(['viktor', 'ines', 'gregor', person]), 'override-veto', { reason: 'r' }),
    ];
    this.#tried(this.#pick(acts));
  }

  /** Now and then everybody agrees, so that cases get far. */
  #agreeable(): null {
    if (this.#random() < 0.4) this.world.approveAll();
    return null;
  }

  #likely(lane: string | undefined): readonly string[] {
    const role = this.world.facts.policy.lanes.lanes[lane ?? '']?.role;
    const found = this.world.facts.directory.people.filter((p) => p.roles.some((r) => (typeof r === 'string' ? r : r.role) === role)).map((p) => p.id);
    return found.length > 0 ? found : ['maya'];
  }

  #later = (hours: number): string => new Date(Date.parse(this.world.now) + Math.ceil(this.#random() * hours) * HOUR).toISOString();

  /** Somebody goes away, comes back, leaves, or gives leave to sign; the case is woken, as the house wakes it. */
  #people(): void {
    const { world } = this;
    const lane = this.#pick(world.state.lanes)?.lane ?? 'risk';
    const [person, other] = [this.#pick(this.#likely(lane)), this.#pick(world.facts.directory.people).id];
    const { absences, delegations } = world.facts.directory;
    const changes: readonly (() => unknown)[] = [
      () => world.house(() => ({ absences: [...absences.slice(-5), { person, deputy: other, starts_at: this.#later(48), until: this.#later(24 * 20) }] })),
      () => world.delegates(person, other, lane, { until: this.#later(24 * 20), keep_informed: this.#random() < 0.5 }),
      () => world.house(() => ({ absences: [], delegations: delegations.slice(-3) })),
      () => (this.#random() < 0.15 ? world.leaves(person) : null),
    ];
    this.#tried(() => {
      this.#pick(changes)();
      return null;
    });
  }

  /** A refusal must leave the record as it was; anything else is a commit. */
  #tried(act: () => Decision | null): void {
    const [before, told] = [this.world.events.length, this.world.messages.length];
    const decision = act();
    const moved = this.world.events.length > before;
    if (decision !== null && isRefusal(decision) && moved) throw new Error(`refused (${decision.refused}) and yet recorded`);
    messages(this.world, told, this.#keys);
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
    this.#look(owed, due);
  }

  #look(owed: Plan, due: string): void {
    const { world } = this;
    this.#held = { rev: this.#rev, plan: owed };
    this.#tried(() => (owed.step ? world.check(this.#random() < 0.95 ? 'pass' : 'fail') : world.workflow('escalate', { woke_for: due })));
    if (!owed.step) nothingDue(world);
  }

  /** Nobody looks for days, whatever falls due; then the sweep comes. */
  #outage(): void {
    const { world } = this;
    world.now = this.#later(24 * 12);
    const owed = world.agenda();
    this.#look({ ...owed, step: null }, owed.wake_at ?? world.now);
  }

  #advance(ms: number): void {
    const target = new Date(Date.parse(this.world.now) + ms).toISOString();
    const wake = this.world.agenda().wake_at;
    this.world.now = wake !== null && wake < target ? (wake > this.world.now ? wake : this.world.now) : target;
  }
}
