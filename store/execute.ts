import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type DamagedFile, evidenceId } from '../contracts/evidence.ts';
import type { IdPrefix } from '../contracts/ids.ts';
import { canonicalJson } from '../contracts/json.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import { type Command, type Facts, isRefusal } from '../domain/aggregate.ts';
import { agendaOf } from './agenda.ts';
import { inTransaction, withRetry } from './database.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import { damagedAmong, type SeenFiles, seeFiles, withDamage } from './evidence-seen.ts';
import { factsOf, load, type Loaded } from './load.ts';
import { NO_POLICY } from './no-policy.ts';
import type { Outcome } from './outcome.ts';
import { type Decided, type Plan, planCommit } from './plan.ts';
import { recordRefusal } from './refuse.ts';
import { answerRepeat } from './repeat.ts';
import type { Store, Target } from './store.ts';

/**
 * The one way to change a record (design §3). Decides the command in one transaction and writes events, projections,
 * messages owed and the new agenda with it; creating a record is the same call with a fresh id.
 *
 * 1. A refusal is a value and is recorded too; only bugs and a database that stays away throw.
 * 2. The same command id gives the same answer (`repeated`), on the record that the first call was for; with another
 *    content it is refused (`idempotency_conflict`). A no-op is not remembered, nor is what a workflow was refused.
 * 3. When it returns, it is committed. When it throws, it may be repeated with the same command id; `EvidenceAway` where the
 *    files can't be read now.
 *
 * 4. What it rests on is read first: files that the command or the case names for it, outside of any transaction, and only once
 *    the rules would accept it. One that is gone or was changed counts as not stored, and its own record says who came upon it.
 *
 * `beside` writes in the same transaction what no ledger may hold (a token's hash); only for a command that is accepted now.
 */
export async function execute(store: Store, target: Target, command: Command, meta: CommandMeta, beside: Beside = nothing): Promise<Outcome> {
  const digest = digestOf(command, meta);
  if (typeof digest !== 'string') return { ok: false, id: target.id, refusal: digest, agenda: null, repeated: false };
  const done = await settled(store, target, { command, meta, digest, beside });
  if (done.plan) {
    const agenda = done.outcome.agenda;
    store.states.set(target.id, done.plan.state_hash, done.plan.state);
    const notice = { ...target, told: meta.actor.kind === 'workflow', woken: done.woken };
    if (agenda) for (const listener of store.listeners) listener({ ...notice, agenda });
  }
  return done.outcome;
}

type Accepted = Extract<Outcome, { ok: true }>;
/** What else is written with an accepted command. */
export type Beside = (client: PoolClient, outcome: Accepted) => Promise<void>;
const nothing: Beside = async () => undefined;

// PostgreSQL's text cannot hold U+0000
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** What makes two commands the same: name, content and who gave it. The record is compared beside it. */
function digestOf(command: Command, meta: CommandMeta): string | Refusal {
  try {
    const text = canonicalJson([command.name, command.body, meta.actor]);
    if (NUL.test(text)) return { refused: 'invalid', detail: 'the command holds the character U+0000; leave it out' };
    return createHash('sha256').update(text).digest('hex');
  } catch (error) {
    return { refused: 'invalid', detail: `the command is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const sha256Of = (value: unknown): string => `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;

/** Attempts it until every file that it rests on was read. */
async function settled(store: Store, target: Target, asked: Omit<Given, 'seen'>): Promise<Done> {
  let seen: SeenFiles = new Map();
  for (;;) {
    const done = await withRetry(async () => attempt(store, target, { ...asked, seen }, store.clock ? await store.clock() : null));
    if (!('unread' in done)) return done;
    seen = await seeFiles(done.from, done.unread, seen);
    for (const file of damagedAmong(seen)) if (done.unread.includes(file.sha256)) await foundDamaged(store, file, asked.meta);
  }
}

/** Has the record of a file say that it is not as it was stored, and who came upon that. */
async function foundDamaged(store: Store, { sha256, found }: DamagedFile, meta: CommandMeta): Promise<void> {
  const id = evidenceId(sha256);
  await execute(store, { kind: 'evidence', id }, { name: 'damaged', body: { found } }, { ...meta, command_id: `${meta.command_id}/${found}/${id}` });
}

/** Files that must be read before the command can be decided. */
interface Unread {
  readonly unread: readonly string[];
  readonly from: EvidenceFiles;
}

interface Done {
  readonly outcome: Outcome;
  readonly plan: Plan | null;
  readonly woken: readonly string[];
}
const only = (outcome: Outcome): Done => ({ outcome, plan: null, woken: [] });

interface Given {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly digest: string;
  readonly beside: Beside;
  readonly seen: SeenFiles;
}

async function attempt(store: Store, target: Target, given: Given, clock: Instant | null): Promise<Done | Unread> {
  const { command, meta, digest, beside, seen } = given;
  return inTransaction(store.pool, async (client) => {
    const loaded = await load(store, client, target, command, meta.command_id, true);
    const { prior } = loaded;
    const retried = prior !== null && prior.refusal !== null && meta.actor.kind === 'workflow' && prior.digest === digest;
    if (prior && !retried) return only(await answerRepeat(client, loaded, prior, digest, command, meta));
    const now = [clock ?? loaded.clock, loaded.head?.last_at ?? ''].reduce((a, b) => (a > b ? a : b));
    const policy = loaded.policy ?? (target.kind === 'house' ? NO_POLICY : null);
    const decided = policy ? decide(store, { ...loaded, facts: withDamage(factsOf(loaded, policy), seen) }, command, meta, now) : refusedOnly(noPolicy);
    const unread = decided.refusal === null ? unreadBy(store, loaded, command, seen) : null;
    if (unread) return unread;
    const plan = policy && planCommit({ rules: store.rules, loaded, policy, command, meta, digest, now, decided });
    if (plan) {
      const woken = await write(client, plan);
      if (plan.outcome.ok) await beside(client, plan.outcome);
      return { outcome: plan.outcome, plan, woken };
    }
    return only(await withoutChange(client, loaded, decided, retried, { command, meta, digest, now }));
  });
}

const noPolicy: Refusal = { refused: 'unknown_policy', detail: 'no policy is in force yet; start Gatehouse with GATEHOUSE_POLICY_DIR set to a valid policy' };
const refusedOnly = (refusal: Refusal): Decided => ({ events: [], refusal, result: {}, minted: [] });

/** Files that the command rests on and that were not read for it; null where there are none. A file's own record is about nothing else. */
function unreadBy({ evidence, rules }: Store, { target, state, stored_evidence }: Loaded, command: Command, seen: SeenFiles): Unread | null {
  if (evidence === null || target.kind === 'evidence') return null;
  const rests = new Set([...stored_evidence, ...(rules.kinds[target.kind].restsOn?.(state, command) ?? [])]);
  const unread = [...rests].filter((sha256) => !seen.has(sha256));
  return unread.length === 0 ? null : { unread, from: evidence };
}

function decide(store: Store, loaded: Loaded & { readonly facts: Facts }, command: Command, meta: CommandMeta, now: Instant): Decided {
  const minted: string[] = [];
  const newId = (prefix: IdPrefix): string => {
    const id = store.newId(prefix, now);
    minted.push(id);
    return id;
  };
  const { id, kind } = loaded.target;
  const decision = store.rules.kinds[kind].decide(loaded.state, command, { ...loaded.facts, now, meta, id, newId, digestOf: sha256Of });
  if (!isRefusal(decision)) return { events: decision.events, refusal: null, result: decision.result ?? {}, minted };
  const { events = [], ...refusal } = decision;
  return { events, refusal, result: {}, minted: events.length > 0 ? minted : [] };
}

const COMMIT = { name: 'commit_case', text: 'SELECT commit_case($1, $2, $3, $4) AS woken' };
const COMMIT_NONCONFORMITY = { name: 'commit_nonconformity', text: 'SELECT commit_case($1, $2, $3, $4) || write_nonconformity($5) AS woken' };

async function write(client: PoolClient, plan: Plan): Promise<readonly string[]> {
  const values = [plan.row, plan.state, plan.agenda, plan.extra].map((value) => JSON.stringify(value));
  const beside = plan.nonconformity;
  const { rows } = await client.query<{ woken: string[] }>(beside ? { ...COMMIT_NONCONFORMITY, values: [...values, JSON.stringify(beside)] } : { ...COMMIT, values });
  return rows[0]?.woken ?? [];
}

interface Asked {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly digest: string;
  readonly now: Instant;
}

/** A plain refusal is recorded; a no-op, and what a workflow was refused before, leaves no trace. */
async function withoutChange(client: PoolClient, loaded: Loaded, decided: Decided, retried: boolean, asked: Asked): Promise<Outcome> {
  const { id } = loaded.target;
  const agenda = loaded.head ? agendaOf(loaded.head, loaded.wakes) : null;
  if (decided.refusal) {
    if (!retried) await recordRefusal(client, loaded, decided.refusal, asked);
    return { ok: false, id, refusal: decided.refusal, agenda, repeated: retried };
  }
  if (!agenda) throw new Error(`"${asked.command.name}" was accepted for ${id}, which does not exist, without an event; its rule must refuse or record`);
  if (asked.meta.actor.kind === 'workflow') await client.query({ name: 'told', text: 'DELETE FROM relay_queue WHERE case_id = $1', values: [id] });
  return { ok: true, id, events: [], result: decided.result, agenda, repeated: false };
}
