import type { RecordedEvent } from '../contracts/ledger.ts';
import type { Context, Decision, NewEvent } from './aggregate.ts';

/** Events under construction: each is folded at once, so that the next rule sees what the last one made true. */
export class Draft<S> {
  readonly events: NewEvent[] = [];
  state: S;
  readonly context: Context;
  readonly #evolve: (state: S, event: RecordedEvent) => S;

  constructor(state: S, context: Context, evolve: (state: S, event: RecordedEvent) => S) {
    this.state = state;
    this.context = context;
    this.#evolve = evolve;
  }

  push(...events: readonly NewEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.state = this.#evolve(this.state, { ...event, at: this.context.now, seq: 0, actor: this.context.meta.actor });
    }
  }

  done(result?: Readonly<Record<string, unknown>>): Decision {
    return result ? { events: this.events, result } : { events: this.events };
  }
}
