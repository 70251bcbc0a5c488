import type { VNode } from 'preact';
import type { Instant } from '../../contracts/primitives.ts';
import { eventInWords } from '../../render/event-words.ts';
import type { LedgerEntry } from '../../store/ledger.ts';
import { localWords, Time } from '../parts/small.tsx';
import { useViewer } from '../viewer.tsx';

/** The instants at which something happened, each once, oldest first, with the last thing that happened then. */
function stops(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return [...new Map(entries.map((entry) => [entry.at, entry])).values()];
}

/** Looks at the case as it was: a list of the instants at which something happened, and a slider over it where there is JavaScript. */
export function AsOf({ path, entries, chosen }: { readonly path: string; readonly entries: readonly LedgerEntry[]; readonly chosen: Instant | null }): VNode {
  const { zone, nameOf, laneOf } = useViewer();
  return (
    <section class="card" aria-label="As it was">
      <form class="asof" method="get" action={path}>
        <div class="field">
          <label for="as-of">Look at it as it was at</label>
          <select id="as-of" name="as_of">
            {stops(entries).map((entry) => <option key={entry.at} value={entry.at} selected={entry.at === chosen}>{`${localWords(entry.at, zone)}: ${eventInWords(entry, nameOf, laneOf).what}`}</option>)}
            <option value="" selected={chosen === null}>Now</option>
          </select>
        </div>
        <p class="actions"><button type="submit">Look</button></p>
        <div class="slider"><input type="range" min="0" max="0" step="1" disabled data-for="as-of" aria-label="As-of slider" /></div>
      </form>
    </section>
  );
}

/** Says that this is the past, and the way back. */
export const Past = ({ at, path }: { readonly at: Instant; readonly path: string }): VNode => (
  <div class="notice warn" role="status"><p>This is the case as it was at <Time at={at} />. Nothing can be done in the past. <a href={path}>See it as it is now.</a></p></div>
);
