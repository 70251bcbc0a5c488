import { Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Activities } from '../../../activities/types.ts';
import { type DrivenRecord, workflowIdOf } from '../../../contracts/workflow.ts';
import { agendaNow } from '../../../store/read.ts';
import type { Store } from '../../../store/store.ts';
import { activitiesOf, dropWorkflow, eventually, handOver, isBetweenTasks, startBare } from '../case-workflow.ts';
import type { TimeSkippingEnv } from '../time-skipping.ts';

/** A year holds hundreds of the house's daily rounds, all alike: so many of its activities end with a drop, further ones do not. */
const MOST_OF_HOUSE = 12;

/**
 * Throws a record's workflow away after each of its tasks and starts it afresh (design §4 "Test"). A task that begins an
 * activity is followed by one drop before the activity has done anything, and the repeated one by a drop after its effect
 * and before its answer, so that every answer is lost once.
 */
export class Dropper {
  readonly #server: TimeSkippingEnv;
  readonly #store: Store;
  readonly #begins = new Map<string, number>();
  /** Runs of the activities that are being tried again at the moment. */
  readonly #repeated: string[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #ofHouse = 0;
  drops = 0;

  constructor(server: TimeSkippingEnv, store: Store) {
    this.#server = server;
    this.#store = store;
  }

  /** The same activities, each of which ends with its workflow dropped. */
  around({ commit, effects }: Activities): Activities {
    const cut = <I extends DrivenRecord, T>(name: string, activity: (input: I) => Promise<T>) => (input: I) =>
      this.#isSpared(input) ? activity(input) : this.#inHand(() => this.#one(() => this.#call(name, input, () => activity(input))));
    return {
      commit: { look: commit.look, commit: cut('commit', commit.commit) },
      effects: { tell: cut('tell', effects.tell), checkPackage: cut('checkPackage', effects.checkPackage) },
    };
  }

  #isSpared({ kind }: DrivenRecord): boolean {
    if (kind === 'house') this.#ofHouse += 1;
    return kind === 'house' && this.#ofHouse > MOST_OF_HOUSE;
  }

  /** Drops a workflow that has nothing to do at the moment. */
  dropIdle(record: DrivenRecord): Promise<void> {
    return this.#one(() => this.#drop(record, undefined));
  }

  async #inHand<T>(work: () => Promise<T>): Promise<T> {
    const { workflowExecution, attempt } = Context.current().info;
    if (attempt === 1 || workflowExecution === undefined) return work();
    this.#repeated.push(workflowExecution.runId);
    try {
      return await work();
    } finally {
      this.#repeated.splice(this.#repeated.indexOf(workflowExecution.runId), 1);
    }
  }

  /** One at a time, so that it is known what a dropped workflow had begun. */
  #one<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #call<T>(name: string, { kind, id, ...rest }: DrivenRecord, effect: () => Promise<T>): Promise<T> {
    const { workflowExecution, attempt } = Context.current().info;
    const key = JSON.stringify([name, kind, id, rest]);
    const begins = (this.#begins.get(key) ?? 0) + (attempt === 1 ? 1 : 0);
    this.#begins.set(key, begins);
    if (attempt === 1 && begins % 2 === 1) {
      await this.#drop({ kind, id }, workflowExecution?.runId);
      throw new Error(`${name} is dropped before it does anything`);
    }
    // one that comes back later has no answer to lose yet
    const answer = await effect();
    await this.#drop({ kind, id }, workflowExecution?.runId);
    return answer;
  }

  async #drop(record: DrivenRecord, runId: string | undefined): Promise<void> {
    const handle = this.#server.client.workflow.getHandle(workflowIdOf(record));
    const described = await handle.describe().catch(() => null);
    if (described?.status.name !== 'RUNNING' || (runId !== undefined && described.runId !== runId)) return;
    await eventually('its task is done', () => isBetweenTasks(handle));
    const leaked = (await activitiesOf(handle)).fresh + this.#repeated.filter((run) => run === described.runId).length;
    await dropWorkflow(handle);
    this.drops += 1;
    await this.#startAfresh(record);
    // the server forgets to unlock its clock for each activity that a terminated workflow had in flight; only now, since
    // a clock that is free for a moment leaps
    for (let i = 0; i < leaked; i += 1) await this.#server.unlock();
  }

  /** In turn as the sweep does it, with the agenda, and with nothing but the id. */
  async #startAfresh(record: DrivenRecord): Promise<void> {
    const agenda = await agendaNow(this.#store, record.id);
    if (agenda?.open !== true) return;
    if (this.drops % 2 === 0) await handOver(this.#server.client, record, agenda);
    else await startBare(this.#server.client, record).catch(ignoreStarted);
  }
}

function ignoreStarted(error: unknown): void {
  if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
}
