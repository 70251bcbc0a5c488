import { join } from 'node:path';
import type { Pool } from 'pg';
import { readDisk } from '../../../api/start/open-house.ts';
import { packageRoot } from '../../../config.ts';
import { evidenceId } from '../../../contracts/evidence.ts';
import { HOUSE_ID } from '../../../contracts/ids.ts';
import type { CommandMeta } from '../../../contracts/ledger.ts';
import { DOCUMENTS } from '../../../contracts/policy.ts';
import { RULES } from '../../../store/aggregates.ts';
import { createPool } from '../../../store/database.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { execute } from '../../../store/execute.ts';
import { newId } from '../../../store/new-id.ts';
import type { Outcome } from '../../../store/outcome.ts';
import { createStore, nowOf, type Store, type Target } from '../../../store/store.ts';
import type { BenchPostgres } from './postgres.ts';
import type { Undo } from './undo.ts';

/** What cases are opened in: a store whose record knows the documents of every package. */
export interface CaseHouse {
  readonly store: Store;
  readonly documents: Readonly<Record<string, string>>;
}

/** A store on a database of its own: the rules of the house, the shipped policy, the example organisation. */
export interface BenchHouse extends CaseHouse {
  readonly pool: Pool;
  /** The application's role, and the owner's. */
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly database: string;
  /** Where the documents of packages lie. */
  readonly home: string;
}

/** As the API's process has it. */
const CONNECTIONS = 20;

/** Commands of a person, signed in as strongly as any tier wants it. */
export const by = (person: string): CommandMeta => ({ command_id: newId('cmd', Date.now()), actor: { kind: 'person', id: person }, door: 'api', assurance: 'mfa' });
const byMachine = (): CommandMeta => ({ ...by(''), actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, door: 'system' });

/** The outcome of a command that must be accepted. @throws Error with the refusal. */
export async function accepted(store: Store, target: Target, name: string, body: object, meta: CommandMeta): Promise<Extract<Outcome, { ok: true }>> {
  const outcome = await execute(store, target, { name, body: body as Record<string, unknown> }, meta);
  if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.refusal.detail}`);
  return outcome;
}

async function openRecord(store: Store): Promise<void> {
  const root = packageRoot();
  const { policy, directory } = readDisk(join(root, 'policy'), join(root, 'examples', 'organisation', 'directory.yaml'), await nowOf(store));
  const house: Target = { kind: 'house', id: HOUSE_ID };
  await accepted(store, house, 'bootstrap-policy', { policy, source: 'disk' }, byMachine());
  await accepted(store, house, 'load-directory', { directory }, byMachine());
}

async function storeDocuments(store: Store, home: string): Promise<Record<string, string>> {
  const files = evidenceOnDisk(home);
  const stored: Record<string, string> = {};
  for (const name of DOCUMENTS) {
    const content = Buffer.from(`# ${name}\n\n${'What this package says about it. '.repeat(40)}\n`);
    const { sha256, bytes } = await files.put(one(content), { maxBytes: content.byteLength, types: ['text/plain'] });
    await accepted(store, { kind: 'evidence', id: evidenceId(sha256) }, 'store', { sha256, bytes, name: `${name}.md` }, by('mira'));
    stored[name] = sha256;
  }
  return stored;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * Slack takes one message a second and person, so `channel_limit: false` takes that wait away (not the work of asking for
 * a turn): otherwise a row would measure that limit, since some twenty people stand in for a whole company's.
 */
async function withoutChannelLimit(postgres: BenchPostgres, database: string): Promise<void> {
  const body = `BEGIN NEW.next_free_at := '-infinity'; RETURN NEW; END`;
  await postgres.asSuperuser(
    `CREATE FUNCTION always_free() RETURNS trigger LANGUAGE plpgsql AS $$ ${body} $$;
     CREATE TRIGGER always_free BEFORE INSERT OR UPDATE ON destinations FOR EACH ROW EXECUTE FUNCTION always_free()`,
    database,
  );
}

export interface HouseWish {
  readonly postgres: BenchPostgres;
  readonly home: string;
  readonly undo: Undo;
  readonly channel_limit: boolean;
}

/** Opens a fresh house; it is closed with the run. */
export async function openBenchHouse({ postgres, home, undo, channel_limit }: HouseWish): Promise<BenchHouse> {
  const { appUrl, ownerUrl, name } = await postgres.database();
  if (!channel_limit) await withoutChannelLimit(postgres, name);
  const pool = createPool({ url: appUrl, max: CONNECTIONS });
  undo.add('the pool', () => pool.end());
  const store = createStore({ pool, rules: RULES, evidence: evidenceOnDisk(home) });
  await openRecord(store);
  const documents = await storeDocuments(store, home);
  return { store, pool, appUrl, ownerUrl, database: name, home, documents };
}
