import pg from 'pg';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { RULES } from '../../store/aggregates.ts';
import { createPool } from '../../store/database.ts';
import { execute } from '../../store/execute.ts';
import { newId } from '../../store/new-id.ts';
import type { Outcome } from '../../store/outcome.ts';
import { createStore, type Store, type StoreWish, type Target } from '../../store/store.ts';
import { testDatabase } from './postgres.ts';
import { TOY_DIRECTORY, TOY_POLICY, TOY_RULES } from './toy.ts';

/** A store on a fresh database, with a clock that stands still until it is set. */
export interface ToyStore {
  readonly store: Store;
  readonly owner: pg.Client;
  readonly ownerUrl: string;
  readonly appUrl: string;
  now: Instant;
  /** Runs a command; a person's command id is made up unless given. */
  run(target: Target, name: string, body?: Record<string, unknown>, meta?: Partial<CommandMeta>): Promise<Outcome>;
  /** Opens a toy case and answers its id. */
  open(body?: Record<string, unknown>): Promise<Target>;
  /** Registers a toy system. */
  system(unit: string): Promise<string>;
  /** Another store on the same database, as another process would have it. */
  another(wish?: Partial<StoreWish>): Store;
  end(): Promise<void>;
}

export const HOUSE: Target = { kind: 'house', id: 'house' };
export const asWorkflow = (id: string): Partial<CommandMeta> => ({ actor: { kind: 'workflow', id } });
export const asPerson = (id: string): Partial<CommandMeta> => ({ actor: { kind: 'person', id } });

const freshId = (prefix: 'dep' | 'sys' | 'cmd'): string => newId(prefix, Date.now());

/** The product's rules on a fresh and empty database, on the toys' clock. */
export async function emptyProduct(): Promise<{ readonly toys: ToyStore; readonly store: Store }> {
  const toys = await toyStore({ empty: true });
  return { toys, store: toys.another({ rules: RULES }) };
}

/** Loads the toy directory and policy unless told not to. */
export async function toyStore({ empty = false } = {}): Promise<ToyStore> {
  const database = await testDatabase();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const stores: Store[] = [];
  const another = (wish: Partial<StoreWish> = {}): Store => {
    const pool = createPool({ url: database.appUrl });
    const store = createStore({ pool, rules: TOY_RULES, evidence: null, clock: () => self.now, ...wish });
    stores.push(store);
    return store;
  };
  const run: ToyStore['run'] = (target, name, body = {}, meta = {}) =>
    execute(self.store, target, { name, body }, { command_id: freshId('cmd'), actor: { kind: 'person', id: 'ada' }, door: 'api', assurance: 'mfa', ...meta });
  const self: ToyStore = {
    store: undefined as unknown as Store,
    owner,
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    now: '2026-11-23T09:00:00.000Z',
    run,
    async open(body = {}) {
      const target: Target = { kind: 'deployment', id: freshId('dep') };
      await run(target, 'open', { title: 'a title', due_at: '2026-11-23T13:00:00.000Z', to: ['ada'], ...body });
      return target;
    },
    async system(unit) {
      const id = freshId('sys');
      await run({ kind: 'system', id }, 'open', { title: 'a system', unit });
      return id;
    },
    another,
    async end() {
      await Promise.all(stores.map((store) => store.pool.end()));
      await owner.end();
      await database.drop();
    },
  };
  Object.assign(self, { store: another() });
  if (!empty) await run(HOUSE, 'load', { directory: TOY_DIRECTORY, policies: [TOY_POLICY] });
  return self;
}
