import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { FakeEmail } from '../../../activities/email/fake.ts';
import { createActivities } from '../../../activities/index.ts';
import { createRenderer } from '../../../activities/telling/render.ts';
import type { Activities } from '../../../activities/types.ts';
import type { Instant } from '../../../contracts/primitives.ts';
import { type DrivenKind, type DrivenRecord, workflowIdOf } from '../../../contracts/workflow.ts';
import { RULES } from '../../../store/aggregates.ts';
import { createPool } from '../../../store/database.ts';
import type { EvidenceFiles } from '../../../store/evidence-files.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { agendasIn } from '../../../store/read.ts';
import { type Relay, startRelay } from '../../../store/relay.ts';
import { createStore, type Store } from '../../../store/store.ts';
import { activitiesOf, dropIdleWorkflow, eventually, handOver, isBetweenTasks } from '../case-workflow.ts';
import { testDatabase, type TestDatabase } from '../postgres.ts';
import type { TimeSkippingEnv } from '../time-skipping.ts';
import { startWorkers, type TestWorkers } from '../worker.ts';
import { Dropper } from './dropping.ts';
import { FlakyChat } from './flaky-chat.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
/** Seconds of the server until everything that is due must have been done. */
const PATIENCE = 60;
/** So often it is looked, by the wall, before the clock is moved; oftener where workflows are dropped under what they began. */
const LOOKS = 2;
const LOOKS_WHILE_DROPPING = 8;
const LOOK_MS = 15;
/** By the wall: a clock that is free leaps at once. */
const LEAP_MS = 5_000;

/**
 * The product in one process: the real rules on a real database, the relay and both workers, with a chat and a mail
 * server in memory, all on the clock of one time-skipping server.
 */
export class Product {
  readonly chat = new FlakyChat();
  readonly email = new FakeEmail();
  readonly server: TimeSkippingEnv;
  readonly store: Store;
  readonly files: EvidenceFiles;
  readonly #dropper: Dropper | null;
  readonly #database: TestDatabase;
  readonly #relay: Relay;
  readonly #home: string;
  #workers: TestWorkers | null = null;
  #isLost = false;

  private constructor(server: TimeSkippingEnv, database: TestDatabase, drops: boolean) {
    this.server = server;
    this.#database = database;
    this.#home = mkdtempSync(join(tmpdir(), 'gatehouse-scenario-'));
    this.files = evidenceOnDisk(this.#home);
    this.store = createStore({ pool: createPool({ url: database.appUrl }), rules: RULES, evidence: this.files, clock: () => server.now() });
    this.#relay = startRelay(this.store, {
      handOver: async (...given) => {
        if (!this.#isLost) await handOver(server.client, ...given);
      },
    });
    this.#dropper = drops ? new Dropper(server, this.store) : null;
  }

  /** Empty, at nine o'clock UTC on the next Monday; `drops` throws each workflow away after each of its tasks. */
  static async open(server: TimeSkippingEnv, { drops = false } = {}): Promise<Product> {
    const product = new Product(server, await testDatabase(), drops);
    const now = new Date(await server.now());
    const hours = ((8 - now.getUTCDay()) % 7 || 7) * 24 + 9 - now.getUTCHours();
    await server.sleep(hours * HOUR);
    const activities = product.#activities();
    product.#workers = await startWorkers(server.env, product.#dropper?.around(activities) ?? activities);
    return product;
  }

  get drops(): number {
    return this.#dropper?.drops ?? 0;
  }

  /** Ends every workflow; from now on commits are not handed over. Everything is quiet, so the clock stays free. */
  async loseTemporal(): Promise<void> {
    this.#isLost = true;
    for (const record of await this.driven()) await dropIdleWorkflow(this.handleOf(record));
  }

  /** Starts them again, as the sweep does with what is late. */
  async findTemporal(): Promise<void> {
    this.#isLost = false;
    const records = await this.driven();
    const agendas = await agendasIn(this.store.pool, records.map(({ id }) => id));
    for (const record of records) {
      const agenda = agendas.get(record.id)?.agenda;
      if (agenda?.open === true) await handOver(this.server.client, record, agenda, true);
    }
  }

  #activities(): Activities {
    return createActivities({
      store: this.store,
      stopping: new AbortController().signal,
      documents: this.files,
      chat: this.chat,
      email: this.email,
      render: createRenderer({ url: 'https://gatehouse.example', mailFrom: 'gatehouse@example.com' }),
      onBug: (key, error) => process.stderr.write(`a bug while sending ${key}: ${String(error)}\n`),
    });
  }

  /** Lets time pass, and waits until all that fell due is done. */
  async sleep(ms: number): Promise<void> {
    await this.#leap(ms);
    await this.quiet();
  }

  /**
   * Moves the clock. A worker may report an activity at the very moment at which its workflow is terminated, and then the
   * server keeps a lock that the dropper could not count.
   */
  async #leap(ms: number): Promise<void> {
    const freeing = setInterval(() => void (this.#dropper !== null && this.server.unlock()), LEAP_MS);
    await this.server.sleep(ms).finally(() => clearInterval(freeing));
  }

  /** Lets time pass until the record's next instant; refuses when there is none. */
  async sleepUntilDue(id: string): Promise<void> {
    const due = (await agendasIn(this.store.pool, [id])).get(id)?.agenda.wake_at;
    if (due == null) throw new Error(`${id} waits for no instant`);
    await this.sleep(Math.max(SECOND, Date.parse(due) - Date.parse(await this.server.now())));
  }

  /** Waits until everything that is due is done; what a chat that is down, or a lost Temporal, leaves undone is not waited for. */
  async quiet(): Promise<void> {
    await this.#settle();
    if (this.#dropper === null || this.#isLost) return;
    for (const record of await this.driven()) await this.#dropper.dropIdle(record);
    await this.#settle();
  }

  /** Waits until no workflow has a task or an activity in hand: what was told is in their histories too, and who is done has ended. */
  async rest(): Promise<void> {
    await eventually('the last task is done', async () => !(await this.#hasSomethingInHand()));
  }

  async #settle(): Promise<void> {
    let before = '';
    for (let looks = 0, sleeps = 0; ; looks += 1) {
      await this.#relay.idle();
      const busy = this.#isLost ? null : await this.#busy();
      if (busy === null) return;
      if (busy !== before) looks = 0;
      before = busy;
      if (sleeps === PATIENCE || looks === PATIENCE * LOOKS_WHILE_DROPPING) throw new Error(`after ${PATIENCE} seconds still: ${busy}`);
      // while something runs the clock only follows the wall's: it is moved when nothing else moves
      if (looks < (this.#dropper === null ? LOOKS : LOOKS_WHILE_DROPPING) || (await this.#hasSomethingInHand())) await pause(LOOK_MS);
      else {
        looks = 0;
        sleeps += 1;
        await this.#leap(SECOND);
      }
    }
  }

  async #hasSomethingInHand(): Promise<boolean> {
    for (const record of await this.driven()) {
      const handle = this.handleOf(record);
      const described = await handle.describe().catch(() => null);
      if (described?.status.name === 'RUNNING' && ((await activitiesOf(handle)).fresh > 0 || !(await isBetweenTasks(handle)))) return true;
    }
    return false;
  }

  async #busy(): Promise<string | null> {
    const now = await this.server.now();
    const agendas = await agendasIn(this.store.pool, (await this.driven()).map(({ id }) => id));
    for (const [id, { agenda }] of agendas) {
      const due = agenda.wake_at !== null && agenda.wake_at <= now;
      const told = agenda.tell.length === 0 || this.chat.isDown;
      if (due || agenda.step !== null || !told) return `${id}: ${JSON.stringify(agenda)}`;
    }
    return null;
  }

  /** The records that a workflow drives. */
  async driven(): Promise<DrivenRecord[]> {
    const text = "SELECT kind, id FROM cases WHERE kind <> 'evidence' ORDER BY created_at, id";
    return (await this.store.pool.query<{ kind: DrivenKind; id: string }>(text)).rows;
  }

  handleOf(record: DrivenRecord): WorkflowHandle {
    return this.server.client.workflow.getHandle(workflowIdOf(record));
  }

  now(): Promise<Instant> {
    return this.server.now();
  }

  /** Ends everything but the server, whose clock stays free. */
  async close(): Promise<void> {
    await this.#relay.stop();
    for (const record of await this.driven()) await dropIdleWorkflow(this.handleOf(record));
    await this.#end();
  }

  /** Ends everything after a failure; the server is of no use any more. */
  async abandon(): Promise<void> {
    await this.#relay.stop();
    await this.#end();
  }

  async #end(): Promise<void> {
    await this.#workers?.stop();
    await this.store.pool.end();
    await this.#database.drop();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
