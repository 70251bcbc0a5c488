import { ActivityFailure, CancellationScope, condition, log, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Agenda } from '../../contracts/agenda.ts';
import type { Channel } from '../../contracts/primitives.ts';
import type { DrivenRecord } from '../../contracts/workflow.ts';
import type { Answer } from '../../activities/types.ts';
import { afterAnswer, afterSignal, nothingToDrive, readAgenda } from './agenda.ts';

/** Above this a run hands over to the next one, so that a replay stays short (design §4). */
const LONG_HISTORY = 1_500;

/** Nothing moved: how long to wait before the next look, in milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * One case as its workflow knows it: the newest agenda, and how many activities are in flight. All that matters is in
 * the record; a run that starts with nothing but the case's id ends up in the same place.
 */
export class Gate {
  readonly record: DrivenRecord;
  #agenda: Agenda | null = null;
  #woken = false;
  #inFlight = 0;
  #leaving = false;

  constructor(record: DrivenRecord) {
    this.record = record;
  }

  /** @throws Error before `attend` has brought the first agenda: a bug, so the task fails and not the workflow. */
  get agenda(): Agenda {
    if (this.#agenda === null) throw new Error(`${this.record.id} has no agenda yet: attend to it first`);
    return this.#agenda;
  }

  get isKnown(): boolean {
    return this.#agenda !== null;
  }

  /** The record says closed, and everybody was told. */
  get isOver(): boolean {
    return !this.agenda.open && this.agenda.tell.length === 0;
  }

  get isWoken(): boolean {
    return this.#woken;
  }

  owes(channel: Channel): boolean {
    return this.agenda.tell.includes(channel);
  }

  /** The signal handler: stores, never throws. */
  hear(signal: unknown, wake: unknown): void {
    const heard = readAgenda(signal);
    if (heard === null) return;
    this.#woken ||= wake === true;
    this.#become(afterSignal(this.#agenda, heard, wake === true));
  }

  /** Answers whether a wake call came since the last time, and forgets it. */
  takeWake(): boolean {
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }

  /**
   * Runs one activity and takes in the agenda that it answers. A failed one (nothing but an operator fails it) changes
   * nothing, so that the caller's pause applies. Once this run hands over, nothing new begins: it waits for ever.
   */
  async run(activity: () => Promise<Answer>): Promise<void> {
    if (this.#leaving) await never();
    this.#inFlight += 1;
    try {
      const { agenda } = await activity();
      const answer = readAgenda(agenda);
      this.#become(answer === null ? nothingToDrive(this.#agenda) : afterAnswer(this.#agenda, answer));
    } catch (error) {
      if (!(error instanceof ActivityFailure) || CancellationScope.current().consideredCancelled) throw error;
      log.warn('an activity was ended by hand; it is done again', { activity: error.activityType });
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Shows a remark in the Temporal UI until the agenda moves. */
  remark(text: string): void {
    setCurrentDetails(`${describe(this.agenda)}\n\n${text}`);
  }

  /** Nothing moved: waits until the agenda does, at most 1 s after the first try, doubling to 1 min. */
  async pause(tries: number): Promise<void> {
    const before = this.#agenda;
    const longest = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
    await condition(() => this.#agenda !== before, longest);
  }

  /** Resolves when this run has nothing left to do, with no activity in flight and none begun afterwards. */
  async end(): Promise<void> {
    while (!this.#mayEnd()) await condition(() => this.#mayEnd());
    this.#leaving = true;
  }

  #mayEnd(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return this.#inFlight === 0 && (this.isOver || continueAsNewSuggested || historyLength >= LONG_HISTORY);
  }

  #become(agenda: Agenda): void {
    this.#agenda = agenda;
    setCurrentDetails(describe(agenda));
  }
}

function describe({ stage, summary, wake_at, step, tell, open, rev }: Agenda): string {
  const lines = [`**${open ? stage : 'closed'}** ${summary}`, `next rung: ${wake_at ?? 'none'}`];
  if (step) lines.push(`step owed: ${step.name}`);
  if (tell.length > 0) lines.push(`messages owed: ${tell.join(', ')}`);
  return [...lines, `revision ${rev}`].join('\n\n');
}

const never = (): Promise<never> => new Promise<never>(() => undefined);
