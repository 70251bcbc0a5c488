import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { RecordedEvent } from '../../../contracts/ledger.ts';
import type { Obligation } from '../../../contracts/obligation.ts';
import type { Context, NewEvent } from '../../../domain/aggregate.ts';
import { evolveObligations, obligationMessages, openObligation } from '../../../domain/obligations/index.ts';
import type { OpenSpec } from '../../../domain/obligations/index.ts';
import { recorded } from './world.ts';

/** A list of obligations with everything that was recorded and told about it: a case without rules of its own. */
export class Matter {
  list: readonly Obligation[] = [];
  readonly events: RecordedEvent[] = [];
  readonly messages: OwedMessage[] = [];

  /** Records events and answers the messages that they owe. */
  record(events: readonly NewEvent[], context: Context): OwedMessage[] {
    const rows = recorded(events, context);
    this.list = rows.reduce((list, event) => evolveObligations(list, event), this.list);
    const messages = rows.flatMap((event) => obligationMessages(event, this.list, context, 'dep_1'));
    this.events.push(...rows);
    this.messages.push(...messages);
    return messages;
  }

  open(spec: Partial<OpenSpec>, context: Context): Obligation {
    this.record(openObligation({ ...lane('legal'), ...spec }, context), context);
    return this.find((o) => o.kind === (spec.kind ?? 'sign_off'));
  }

  find(which: (o: Obligation) => boolean): Obligation {
    const found = this.list.find(which);
    if (!found) throw new Error('no such obligation');
    return found;
  }

  of(type: string): RecordedEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** `kind recipient` of messages, sorted. */
  static told = (messages: readonly OwedMessage[]): string[] => messages.map(({ kind, recipient }) => `${kind} ${recipient}`).sort();
}

/** A sign-off of four hours by the wall. */
export const lane = (name: string): OpenSpec => ({
  kind: 'sign_off',
  subject: { lane: name },
  owed_by: { role: `${name}_member`, lane: name },
  sla: 'PT4H',
});

/** Bela's duty: four hours by the wall. */
export const duty: OpenSpec = { kind: 'condition', subject: { condition: 'cnd_1' }, owed_by: { person: 'bela' }, sla: 'PT4H' };
