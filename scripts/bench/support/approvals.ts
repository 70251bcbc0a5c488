import type { Pool } from 'pg';
import { pause } from '../../../store/database.ts';
import type { Target } from '../../../store/store.ts';
import { ballot, castVote, submit, type SystemUnderTest, VOTES } from './cases.ts';
import type { CaseHouse } from './house.ts';
import { inParallel, until } from './until.ts';

const LOOK_MS = 10;

/** Tells when cases have left their checks, which a worker carries out: one look for all that wait. */
export class InReview {
  readonly #pool: Pool;
  readonly #waiting = new Map<string, () => void>();
  #looking = false;
  #stopped = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  wait(id: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      if (!this.#looking) void this.#look();
    });
  }

  /** Whoever waits then waits for ever. */
  stop(): void {
    this.#stopped = true;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0 && !this.#stopped) {
      const text = `SELECT id FROM cases WHERE id = ANY ($1) AND status NOT IN ('submitted', 'checking')`;
      const { rows } = await this.#pool.query<{ id: string }>({ name: 'in_review', text, values: [[...this.#waiting.keys()]] });
      for (const { id } of rows) {
        this.#waiting.get(id)?.();
        this.#waiting.delete(id);
      }
      await pause(LOOK_MS);
    }
    this.#looking = false;
  }
}

/** Takes so many requests through their four votes, `width` at a time; answers the cases. */
export async function approveAll(house: CaseHouse, inReview: InReview, systems: readonly SystemUnderTest[], count: number, width: number): Promise<Target[]> {
  const targets: Target[] = [];
  const numbers = Array.from({ length: count }, (_, at) => at);
  await inParallel(numbers, width, async (at) => {
    const system = systems[at % systems.length];
    if (!system) throw new Error('no system is registered');
    const target = await submit(house, system);
    targets.push(target);
    await inReview.wait(target.id);
    const opened = await ballot(house.store, target);
    for (let vote = 0; vote < VOTES; vote += 1) await castVote(house.store, opened, vote);
  });
  return targets;
}

const LEFT = `SELECT count(*)::int AS left FROM cases c LEFT JOIN relay_queue q ON q.case_id = c.id
  WHERE c.id = ANY ($1) AND (c.status <> 'approved' OR cardinality(c.tell) > 0 OR q.case_id IS NOT NULL)`;

/** Waits until these cases are approved, their workflows know it and everybody was told. */
export async function allTold(pool: Pool, targets: readonly Target[]): Promise<void> {
  const ids = targets.map(({ id }) => id);
  const look = async (): Promise<boolean> => (await pool.query<{ left: number }>({ name: 'left', text: LEFT, values: [ids] })).rows[0]?.left === 0;
  await until(`${ids.length} cases are approved and everybody was told`, look);
}
