import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { Actor } from '../../../contracts/ledger.ts';
import type { Instant } from '../../../contracts/primitives.ts';
import { isStoreEvent } from '../../../contracts/store-events.ts';
import { type DrivenRecord, WORKFLOW_TYPE } from '../../../contracts/workflow.ts';
import type { NonconformityState } from '../../../domain/nonconformity-closure/state.ts';
import { timeSkippingEnv, type TimeSkippingEnv } from '../time-skipping.ts';
import { ncOf } from './nonconformity-steps.ts';
import { recordIfWished } from './record.ts';
import { STORIES } from './scenarios.ts';
import { Stage } from './stage.ts';

/** One row of the ledger of the case that a story is about. */
export interface Fact {
  readonly type: string;
  readonly at: Instant;
  readonly actor: Actor;
  /** Free text is a commitment in it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What came of a story. */
export interface Played {
  /** The ledgers of all records, without what differs from one play to the next: ids, digests, instants, commitments. */
  readonly ledger: readonly string[];
  /** Messages that went out, each `recipient channel kind`, sorted. */
  readonly told: readonly string[];
  /** Who was told by a managers' digest, each once, sorted. */
  readonly digested: readonly string[];
  /** The ledger of the case that it is about, with its instants. */
  readonly facts: readonly Fact[];
  /** The nonconformity that it is about, as it stood at the end; null for a story about something else. */
  readonly nc: NonconformityState | null;
  /** The workflow of the case that it is about; of the house when it is about none. */
  readonly workflow: string;
  readonly history: History;
  /** How often a workflow was thrown away. */
  readonly drops: number;
}

let shared: TimeSkippingEnv | null = null;

/** Ends the server that stories are played on. */
export async function endScenarios(): Promise<void> {
  const server = shared;
  shared = null;
  await server?.teardown();
}

/** Plays a story on a product of its own. `dropAfterEachTask`: each workflow is thrown away after each of its tasks. */
export async function runScenario(name: string, { dropAfterEachTask = false } = {}): Promise<Played> {
  shared ??= await timeSkippingEnv().catch(() => timeSkippingEnv());
  const stage = await Stage.open(shared, { drops: dropAfterEachTask });
  try {
    const played = await play(name, stage);
    await stage.product.close();
    if (!dropAfterEachTask) recordIfWished(name, played);
    return played;
  } catch (error) {
    // one that broke off in the middle may have left the clock locked
    await stage.product.abandon();
    await endScenarios();
    throw error;
  }
}

async function play(name: string, stage: Stage): Promise<Played> {
  const steps = STORIES[name];
  if (!steps) throw new Error(`no scenario is called ${name}; there are ${Object.keys(STORIES).join(', ')}`);
  for (const { words, run } of steps) {
    await run(stage).catch((error: unknown) => {
      throw new Error(`${name}, "${words}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    });
    await stage.product.quiet();
  }
  await stage.product.rest();
  const record = aboutOf(stage);
  const history = await stage.product.handleOf(record).fetchHistory();
  return {
    ledger: await ledgerOf(stage),
    told: await toldOf(stage),
    digested: await digestedOf(stage),
    facts: await factsOf(stage, record),
    nc: record.kind === 'nonconformity' ? await ncOf(stage) : null,
    workflow: WORKFLOW_TYPE[record.kind],
    history,
    drops: stage.product.drops,
  };
}

function aboutOf(stage: Stage): DrivenRecord {
  if (stage.ncId !== '') return stage.nonconformity;
  return stage.caseId === '' ? { kind: 'house', id: 'house' } : stage.deployment;
}

interface Row {
  readonly stream: string;
  readonly actor: string;
  readonly type: string;
  readonly body: string;
}

/** The rounds of the managers' digest: missed ones are folded into the next, so how many there are is a matter of when somebody looked. */
const ofRounds = (type: string): boolean => type.startsWith('digests.');

async function ledgerOf({ product }: Stage): Promise<string[]> {
  const text = `SELECT l.stream, l.actor, l.type, l.body FROM ledger l JOIN cases c ON c.id = l.stream
    WHERE c.kind <> 'evidence' ORDER BY c.created_at, c.id, l.seq`;
  const { rows } = await product.store.pool.query<Row>(text);
  const facts = rows.filter(({ type }) => (!isStoreEvent(type) || type === 'command.refused') && !ofRounds(type));
  return nameless(facts.map(({ stream, actor, type, body }) => `${stream} ${type} by ${actor}: ${body}`));
}

async function toldOf({ product }: Stage): Promise<string[]> {
  const text = "SELECT recipient || ' ' || channel || ' ' || kind AS told FROM deliveries WHERE state = 'sent' AND kind <> 'digest' ORDER BY 1";
  return (await product.store.pool.query<{ told: string }>(text)).rows.map(({ told }) => told);
}

async function digestedOf({ product }: Stage): Promise<string[]> {
  const text = "SELECT DISTINCT recipient FROM deliveries WHERE state = 'sent' AND kind = 'digest' ORDER BY 1";
  return (await product.store.pool.query<{ recipient: string }>(text)).rows.map(({ recipient }) => recipient);
}

async function factsOf({ product }: Stage, { id }: DrivenRecord): Promise<Fact[]> {
  const { rows } = await product.store.pool.query<{ type: string; at: Instant; actor: string; body: string }>('SELECT type, at, actor, body FROM ledger WHERE stream = $1 ORDER BY seq', [id]);
  return rows.map(({ actor, body, ...row }) => ({ ...row, actor: JSON.parse(actor) as Actor, body: JSON.parse(body) as Fact['body'] }));
}

const VARIABLE = /\b[a-z]{2,3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b|sha256:[0-9a-f]{64}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|PT\d{4,}(?:\.\d+)?S/g;

/** Replaces ids and digests by their order of appearance, and instants and the seconds between two of them by nothing. */
function nameless(lines: readonly string[]): string[] {
  const names = new Map<string, string>();
  const nameOf = (found: string): string => {
    if (found.endsWith('Z') && found.includes('T')) return '(then)';
    if (found.startsWith('PT')) return '(so long)';
    const name = names.get(found) ?? `${found.slice(0, 3)}#${names.size}`;
    names.set(found, name);
    return name;
  };
  return lines.map((line) => line.replace(VARIABLE, nameOf));
}
