import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import { nowOf } from './store.ts';
import type { HouseView, Store } from './store.ts';

/** Directory and policies as the record of the house has them, and the instant at which that was read. */
export interface House extends HouseView {
  readonly state: unknown;
  readonly rev: number;
  readonly at: Instant;
}

/** The policy in force; null before the first. */
export const policyInForce = ({ policies, active }: Pick<HouseView, 'policies' | 'active'>): Policy | null => policies.find(({ digest }) => digest === active) ?? null;

/** How old a reading may be that only lets somebody in; the rules read their own under the lock. Milliseconds. */
const FRESH_MS = 1_000;

/**
 * The house's record for what the API itself asks: who works here, which policy is in force. Read again when it was
 * changed here, and else once a second, since another process may have changed it.
 */
export class HouseReader {
  readonly #store: Store;
  #last: { readonly house: House; readonly hash: string | null; readonly read: number } | null = null;
  #changed = false;

  constructor(store: Store) {
    this.#store = store;
    store.listeners.add(({ id }) => {
      if (id === 'house') this.#changed = true;
    });
  }

  async get(): Promise<House> {
    const last = this.#last;
    if (last && !this.#changed && performance.now() - last.read < FRESH_MS) return last.house;
    this.#changed = false;
    const read = performance.now();
    const hash = last?.hash ?? null;
    const [row, at] = await Promise.all([this.#row(hash), nowOf(this.#store)]);
    const state = row?.state ?? (row && last ? last.house.state : this.#store.rules.kinds.house.initial('house'));
    const house = { ...this.#store.rules.house(state), state, rev: row?.rev ?? 0, at };
    this.#last = { house, hash: row?.state_hash ?? null, read };
    return house;
  }

  async #row(known: string | null): Promise<{ state: unknown; state_hash: string; rev: number } | undefined> {
    const text = 'SELECT state_hash, rev, CASE WHEN state_hash = $1 THEN NULL ELSE state END AS state FROM cases WHERE id = $2';
    const { rows } = await this.#store.pool.query<{ state: unknown; state_hash: string; rev: number }>({ name: 'house', text, values: [known, 'house'] });
    return rows[0];
  }
}
