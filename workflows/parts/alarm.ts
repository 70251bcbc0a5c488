import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../../contracts/primitives.ts';
import { untilInstant } from './clock.ts';

/** Timers are named in the Temporal UI; a longer text would only weigh on the history. */
const LONGEST_SUMMARY = 100;

/** The one timer of a case: a durable sleep to an absolute instant. */
export class Alarm {
  #armed: { readonly at: Instant; readonly scope: CancellationScope } | null = null;

  /** Arms the timer. One that is armed for an earlier instant stays: it fires, its owner looks and arms it again. */
  set(at: Instant | null, summary: string): void {
    if (at === null || (this.#armed !== null && this.#armed.at <= at)) return;
    this.#armed?.scope.cancel();
    const scope = new CancellationScope();
    this.#armed = { at, scope };
    scope.run(() => sleep(untilInstant(at), { summary: summary.slice(0, LONGEST_SUMMARY) })).then(
      () => this.#rang(scope),
      (error: unknown) => {
        if (!isCancellation(error)) throw error;
      },
    );
  }

  /** Is there something to do for who waits for `at`: it rang, or `at` lies before the armed instant? */
  calls(at: Instant | null): boolean {
    return at !== null && (this.#armed === null || at < this.#armed.at);
  }

  #rang(scope: CancellationScope): void {
    if (this.#armed?.scope === scope) this.#armed = null;
  }
}
