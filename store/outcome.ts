import type { Agenda } from '../contracts/agenda.ts';
import type { RecordedEvent } from '../contracts/ledger.ts';
import type { Refusal } from '../contracts/refusal.ts';

/**
 * What became of a command. `id` is the record that it was committed to: for the repeat of a creation the one that the
 * first call made. `repeated` says that this command id was answered before, and nothing was done now.
 */
export type Outcome =
  | {
      readonly ok: true;
      readonly id: string;
      readonly events: readonly RecordedEvent[];
      readonly result: Readonly<Record<string, unknown>>;
      readonly agenda: Agenda;
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly id: string; readonly refusal: Refusal; readonly agenda: Agenda | null; readonly repeated: boolean };
